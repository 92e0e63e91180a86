//! Collections of Postman with saved responses.

use wiredrift::capture::InputFormat;

use super::{Writer, encode, has_placeholder, status, text};

pub(super) const WRITERS: &[Writer] = &[Writer {
    name: "postman",
    format: InputFormat::Postman,
    // Variables are filled in when a request is sent.
    carries: |exchange| !has_placeholder(exchange),
    head: "{\"info\":{\"_postman_id\":\"f1\",\"name\":\"Connections\",\"schema\":\
           \"https://schema.getpostman.com/json/collection/v2.1.0/collection.json\"},\"item\":[\n",
    between: ",\n",
    entry: |out, number, exchange| {
        let sent = exchange.request.as_ref().map_or(String::new(), |body| {
            format!(
                ",\"body\":{{\"mode\":\"raw\",\"raw\":{}}}",
                encode::json(body)
            )
        });
        let url = encode::json(&exchange.url());
        let method = exchange.method;
        let request = |sent: &str| {
            format!("{{\"method\":\"{method}\",\"header\":[],\"url\":{{\"raw\":{url}}}{sent}}}")
        };
        // A request that got no answer has none to save; the body of another is written once.
        let (own, responses) = match exchange.status {
            None => (request(&sent), String::new()),
            Some(_) => (
                request(""),
                format!(
                    "{{\"name\":\"saved\",\"originalRequest\":{},\"status\":\"Words\",\"code\":{},\
                 \"_postman_previewlanguage\":\"json\",\"header\":null,\"cookie\":[],\"body\":{}}}",
                    request(&sent),
                    status(exchange),
                    text(exchange.response.as_deref()),
                ),
            ),
        };
        let item = format!(
            "{{\"name\":\"request {number}\",\"request\":{own},\"response\":[{responses}]}}"
        );
        // Some stand in a folder of their own.
        out.push(&match number % 3 {
            1 => format!("{{\"name\":\"folder {number}\",\"item\":[{item}]}}"),
            _ => item,
        });
    },
    tail: "\n]}\n",
    ..Writer::PLAIN
}];
