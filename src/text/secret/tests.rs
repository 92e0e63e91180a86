//! Each way in which a recording may write a secret.

#![expect(clippy::string_slice, reason = "a test that cannot go on shall stop")]

use proptest::prelude::*;

use super::*;
use crate::text::excerpt::{Excerpt, Veil};
use crate::text::span::Origin;

/// The secret of all these texts.
const PLANTED: &str = "zq9Xv-Plant3d_0k";

fn masked(text: &str) -> String {
    Secrets::default().masked(text).into_owned()
}

/// Ways of writing a secret behind a name; `@` is the secret.
const WRITTEN: &[&str] = &[
    r#"{"password": "@", "id": 1}"#,
    r#"{"password":"@"}"#,
    r#"{"a":{"clientSecret" : "@"}}"#,
    "{\n  \"access_token\":\n    \"@\"\n}",
    r#"{"headers":{"Authorization":["Bearer @","Basic @"]}}"#,
    r#"{"headers":{"authorization":{"equalTo":"Bearer @"}}}"#,
    r#"{"name":"Authorization","value":"Bearer @"}"#,
    "{\n  \"name\": \"Set-Cookie\",\n  \"comment\": \"\",\n  \"value\": \"sid=@; Path=/\"\n}",
    r#"{"value":"@","name":"X-Api-Key"}"#,
    r#"{"key":"x-api-key","value":"@","type":"text"}"#,
    r#"["content-type","text/html","set-cookie","a=@; b=c"]"#,
    r#"[["Authorization", "Token @"]]"#,
    "13:authorization,23:Bearer zq9Xv-Plant3d_0k,]",
    r#"{"body":"{\"password\":\"@\",\"x\":1}"}"#,
    r#"{"body":"{\"b\":\"{\\\"password\\\":\\\"@\\\"}\"}"}"#,
    r#"{"raw":"GET / HTTP/1.1\r\nAuthorization: Bearer @\r\nHost: x\r\n"}"#,
    "GET / HTTP/1.1\r\nAuthorization: Digest username=\"u\", response=\"@\"\r\nHost: x",
    "> Cookie: sid=@; theme=dark\n> Host: x",
    "< set-cookie: sid=@\n",
    "curl -H 'Authorization: Token @' https://x",
    "headers:\n  Authorization:\n  - Bearer @\n  Host:\n  - x",
    "headers:\n  Authorization:\n    - Bearer\n      @\n  Host: x",
    "  Cookie: a=b;\n    c=@\n  Host: x",
    "password: '@'\n",
    "password: |\n  @\n  @\nname: x",
    "- name: Authorization\n  value: Bearer @\n",
    "https://x/y?access_token=@&id=1",
    "https://x/y?id=1&X-Amz-Signature=@",
    "https://x/y?next=%2Fcb%3Ftoken%3D@%26id%3D1",
    "user%5Bpassword%5D=@&x=1",
    "grant_type=password&client_secret=@",
    "https://user:@@example.com/x",
    r"https:\/\/user:@@example.com\/x",
    "DB_PASSWORD=@ ./run",
    "api_key = \"@\"",
    // Lines that YAML folds.
    "string: \"{\\\"password\\\":\\\n    \\\"@\\\"}\"",
    "string: \"{\\\"\\\n    password\\\":\\\"@\\\"}\"",
    "string: \"{\\\"note\\\":\\\"Bearer\\\n    \\ @\\\"}\"",
    "<password>@</password>",
    "{'password': '@', 'id': 1}",
    "/path;jsessionid=@?x=1",
    // Letters that stand as escapes, as serializers for the web write them, and within one another.
    r#"{"pass\u0077ord":"@","id":1}"#,
    r#"{"b":"{\"pass\\u0077ord\":\"@\"}"}"#,
    r#"{"query":"api_key\u003d@\u0026x=1"}"#,
    r#"{"body":"{\u0022password\u0022:\u0022@\u0022}"}"#,
    r#"{"html":"\u003cpassword\u003e@\u003c/password\u003e"}"#,
    "https://x/y?api%5Fkey=@&x=1",
    "https://x/y?next=%252Fcb%253Fapi%255Fkey%253D@%2526x",
    "https://x/y?to=https%3A%2F%2Fu:@@example.com",
    "x=%7B%22password%22%3A%22@%22%7D",
    "<body>{&quot;password&quot;:&quot;@&quot;}</body>",
    "<body>{&#34;password&#x22;:&quot;@&quot;}</body>",
    // What stands between the name and the value of a pair.
    r#"{"name":"X-Api-Key","schema":{"type":"string","name":"x"},"list":["}"],"value":"@"}"#,
    r#"{"value":"@","schema":{"type":"string","value":"x"},"name":"X-Api-Key"}"#,
    r#"{"b":"{\"value\":\"@\",\"in\":{\"a\":1},\"key\":\"password\"}"}"#,
    r#"{"name":"password","note":"as in } here","value":"@"}"#,
    // Several of them, and names of two words.
    r#"{"tokens":["@","x"]}"#,
    r#"{"apiKeys":{"a":"@"}}"#,
    r#"{"user_passwords":"@"}"#,
    r#"{"api key":"@"}"#,
    "Session ID: @",
    r#"["X-Secret","@"]"#,
    r#"[["password","@"],["a","b"]]"#,
    r#"{"op":"replace","path":"/password","value":"@"}"#,
    r#"{"field":"password","rejectedValue":"@"}"#,
    r#"{"log":"etag \"abc\" Cookie: a=\"x\"; s=@"}"#,
    "https://x/y?Expires=1&Signature=@",
    r#"[["x-amz-token", "@"], ["a", "b"]]"#,
    r#"["Host","x","X-Session-Token","@"]"#,
    "see //user:@@example.com/x",
    // XML.
    "<ns:password>@</ns:password>",
    "<password type=\"text\" note='a > b'>@</password>",
    "<password><![CDATA[@]]></password>",
    "<password>\n  <value>x</value>\n  <value>@</value>\n</password>",
    "<wsse:Password Type=\"https://x/#PasswordText\">@</wsse:Password>",
    r#"{"xml":"<ns:password a=\"b\">@<\/ns:password>"}"#,
    "<property name=\"password\" value=\"@\"/>",
    "<add value='@' key='ApiKey'/>",
    "<entry key=\"db.password\">@</entry>",
    "<header name=\"Authorization\"><![CDATA[@]]></header>",
    // Line ends and tabs that stand as escapes.
    r#"{"b":"{\n  \"name\": \"Authorization\",\n  \"value\": \"Token @\"\n}"}"#,
    r#"{"b":"[\n \"Cookie\",\n \"@\"\n]"}"#,
    r#"{"b":"\"password\":\n\"@\""}"#,
    r#"{"b":"Authorization: Token\r\n\t@"}"#,
    r#"{"b":"Authorization:\r\n Token @"}"#,
    r#"{"b":"password: |\n  @"}"#,
    r#"{"b":"password\t=\t@"}"#,
    r"{\x22password\x22:\x22@\x22}",
    // Parts of forms.
    r#"{"mp":"Content-Disposition: form-data; name=\"password\"\r\n\r\n@\r\n--x"}"#,
    "Content-Disposition: form-data; name=\"api_key\"\n\n@\n--x--",
    "tokens[]=@&x=1",
    "tokens%5B%5D=@",
    "api_keys[0]=@",
    r#"{"form":"password=a)@"}"#,
    r#"{"form":"password=it's-@"}"#,
    // Quotes of YAML, where JSON has none or others.
    "    \"Set-Cookie\": theme=dark; s=@\n    x: y",
    "    \"Set-Cookie\": >-\n      theme=dark; s=@\n    x: y",
    "h:\n- name: \"Authorization\"\n  value: \"Token @\"",
    "h: {name: \"Authorization\", value: Token @}",
    "\"password\": !!str \"@\"",
    "\"password\": &a @",
    // Quotes within the value, and around it.
    r#"{"raw":"Cookie: a=\"x\"; s=@"}"#,
    r#"{"raw":"Authorization: Digest username=\"u\", response=\"@\", x"}"#,
    r#"{"gql":"{name:\"password\",value:\"@\"}"}"#,
    r#"{"gql":"mutation{a(password:\"\"\"@\"\"\")}"}"#,
    "{'password': b'@'}",
    "postgres://user:p&@@example.com/x",
    "postgres://user:it's@@example.com/x",
    // Pairs in XML and HTML.
    "<member><name>password</name><value><string>@</string></value></member>",
    "<key>password</key>\n  <string>@</string>",
    "<Name>api_key</Name><Value>@</Value>",
    "<input value=@ name=password>",
    // Names with something behind them.
    r#"{"password ":"@"}"#,
    r#"{"password[]":"@"}"#,
    r#"["Host","x","Private-Token","@"]"#,
    "13:PRIVATE-TOKEN,16:zq9Xv-Plant3d_0k,",
    // Beside the way to a member, as validators tell it.
    r#"{"loc":["body","password"],"msg":"too short","input":"@"}"#,
    r#"{"type":"x","loc":["body","users",0,"password"],"msg":"a","input":"@","ctx":{"min":8}}"#,
    r#"{"input":"@","loc":["body","password"],"msg":"m"}"#,
    r#"{"loc": ["body", "password", 0], "input": "@"}"#,
    r#"{"loc": ["body", "passwords"], "input": ["a","@"]}"#,
    "{'type': 'x', 'loc': ('password',), 'msg': 'm', 'input': '@', 'ctx': {}}",
    r#"{"path":["password"],"input":"@"}"#,
    r#"{"propertyName":"Password","errorMessage":"x","attemptedValue":"@"}"#,
    r#"{"instancePath":"/password","value":"@"}"#,
    r#"{"key":"password","type":"text","value":"@"}"#,
    // Options of commands.
    "curl --password @ https://x",
    "curl --password=@ https://x",
    r#"curl --password "a @" https://x"#,
    "curl --api-key '@' https://x",
    "cmd --token \\\n  @ x",
    "cmd -password @ x",
    r#"["curl","--password","@","x"]"#,
    "args:\n- --password\n- @\n- x",
    // Indexes and calls.
    r#"data["password"] = "@""#,
    "data['password']='@'",
    r#"data["user"]["password"] = "@""#,
    r#"secrets["db"] = "@""#,
    r#"data["password"]="@""#,
    r#"ENV["PASSWORD"] ||= "@""#,
    r#"data["password"] = @"#,
    r#"if data["password"] == "@":"#,
    r#"localStorage.setItem("token","@")"#,
    "localStorage.setItem('token', '@')",
    r#"setItem( "token" , "@" )"#,
    "form.append(`password`, `@`)",
    r#"cookies.set("token", "@", {expires: 7})"#,
    r#"getenv("DB_PASSWORD","@")"#,
    "define('DB_PASSWORD', '@');",
    r#"setHeader("X-Thing-Token","@")"#,
    // Values that PHP has serialized.
    r#"a:1:{s:8:"password";s:6:"@";}"#,
    r#"s:8:"password";s:14:"it "quoted"; @";s:1:"x";"#,
    r#"s:8:"password";a:1:{i:0;s:6:"@";}"#,
    r#"password|s:6:"@";"#,
    // Functions that are called so, or give the value.
    "SecretStr('@')",
    r#"SecretStr("@")"#,
    "password=SecretStr('@')",
    r#"password=SecretStr("@")"#,
    r#"password = Secret.of( "a @" )"#,
    r#"password=os.environ.get("PW", "@")"#,
    r#"User(name='x', password=SecretStr("@"), id=1)"#,
    r#"basicAuth("u", "@")"#,
    "{'password': SecretStr('@'), 'x': 1}",
    // Statements of SQL.
    "ALTER USER x WITH PASSWORD '@'",
    "alter user x password '@';",
    "CREATE LOGIN x WITH PASSWORD = N'a @', DEFAULT",
    "CREATE USER x WITH ENCRYPTED PASSWORD\n '@'",
    "CREATE USER x IDENTIFIED BY '@'",
    r#"create user x identified by "@""#,
    "CREATE USER x IDENTIFIED BY @;",
    "create user x identified by @;",
    "IDENTIFIED WITH mysql_native_password BY '@'",
    "IDENTIFIED WITH 'caching' AS '@'",
    "IDENTIFIED BY PASSWORD '@'",
    "SET PASSWORD FOR bob = PASSWORD('@')",
    "q=IDENTIFIED+BY+%27@%27",
    // Names and values on lines of their own.
    "? password\n: @",
    "? \"password\"\n: \"@\"",
    "  ? password\n  :\n    @",
    "- - password\n  - @",
    "- - x\n  - y\n- - password\n  - \"@\"\n- - z\n  - a",
    "- - name: password\n    value: @",
    "- - name: password\n    type: text\n    value: @",
    "- - value: @\n    name: password",
    "- - password: @",
    "- - - password\n    - @",
    // Names with a note.
    r#"{"password (again)": "@"}"#,
    r#"{"password(again)":"@"}"#,
    r#"{"new password:": "@"}"#,
    r#"{"Password (min. 8):":"@"}"#,
    r#"{"password again":"@"}"#,
    r#"{"password_repeat":"@"}"#,
    "Password (again): @",
    r#"{"token [prod]":"@"}"#,
    // Names and values in turn.
    r#"["Host","x","Access-Token","@"]"#,
    r#"["Access-Token","@","Host","x"]"#,
    r#"["Host","x","Foo","y","access-token","@","a","b"]"#,
    r#""rawHeaders":["Access-Token","@"]"#,
    "rawHeaders: [ 'Host', 'x', 'Session-Token', '@' ]",
    r#"["host","x","access-token","@"]"#,
    "[('password', '@'), ('x','y')]",
    r#"["Cookie","@"]"#,
    r#"{"SecretString":"@"}"#,
    r#"$password: String = "@""#,
    "SET PASSWORD FOR bob = '@'",
    // Variants of these.
    r#"{ "loc" : [ "body" , "api_key" ] , "msg" : "x" , "input" : "@" }"#,
    r#"{"input":{"a":"@"},"loc":["body","credentials"]}"#,
    r#"x --token="a @""#,
    "`--password @`",
    r#"data["password"]  :  "@""#,
    r#"obj?.["password"] = "@""#,
    r#"{["password"]: "@"}"#,
    r#"sessionStorage.setItem ("token", "@")"#,
    "page.fill('#password', '@')",
    r#"O:4:"User":2:{s:4:"name";s:1:"x";s:14:"\u0000User\u0000password";s:6:"@";}"#,
    r#"s:8:"password";S:6:"@";"#,
    r#"SecretStr(value="@")"#,
    "alter role x password $$@$$",
    "ALTER USER x WITH PASSWORD'@'",
    r#"ALTER USER "x" WITH PASSWORD "@""#,
    "ALTER USER 'x' WITH PASSWORD 'a @'",
    "IDENTIFIED BY VALUES '@'",
    "identified  by\n'@'",
    "? password\n: |\n  a\n  @",
    "? password # note\n: @",
    "- - 'password'\n  - '@'",
    "- - password\n\n  - @",
    "- - password\n  - @\n- - x\n  - y",
    r#"{"password (1)":"@"}"#,
    r#"{"password (again) ":"@"}"#,
    r#"{"New Password :":"@"}"#,
    r#"["A","b","C","d","E","f","G","h","I","j","K","l","Access-Token","@","Host","x"]"#,
    r#"rawHeaders: ["session_token","@"]"#,
    r#""responseHeaders":["Access-Token","@"]"#,
    "auth:8080@",
    "token:read@",
    "tokens: 12 @",
    r#"{"tokens":"@"}"#,
    "<token> @</token>",
    "<token> Plant3d",
    r#"Bearer realm="a", token="@""#,
    "password: String@",
    "password: $password@",
    "$password: @!",
    r#"["X-Api-Key","x-@"]"#,
    "- value: @\n  type: x\n  name: password",
    r#"{"value":"@","type":"text","name":"password"}"#,
];

#[test]
fn a_secret_is_masked_wherever_it_is_written() {
    for written in WRITTEN {
        let text = written
            .replace('@', PLANTED)
            .replace(&format!("{PLANTED}example"), "@example");
        let shown = masked(&text);
        assert!(!shown.contains("Plant3d"), "{text}\n{shown}");
        assert!(shown.contains(MASK), "{text}\n{shown}");
        assert_eq!(masked(&shown), shown, "masking twice is masking once");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table, one line for each way")]
fn what_stands_beside_it_stays() {
    for (text, shown) in [
        (
            r#"{"password":"a\"b","created":"2024-01-15"}"#,
            r#"{"password":"***","created":"2024-01-15"}"#,
        ),
        (
            r#"{"headers":"Authorization: Token abc","created":"x"}"#,
            r#"{"headers":"Authorization: ***","created":"x"}"#,
        ),
        (
            r#"{"b":"{\"token\":\"abc\",\"created\":\"x\"}"}"#,
            r#"{"b":"{\"token\":\"***\",\"created\":\"x\"}"}"#,
        ),
        (r#"{"token":12345,"id":1}"#, r#"{"token":***,"id":1}"#),
        (
            r#"{"password":null,"secret":true}"#,
            r#"{"password":null,"secret":true}"#,
        ),
        (
            r#"[{"name":"Cookie","value":"a=b"},{"name":"Accept","value":"c"}]"#,
            r#"[{"name":"Cookie","value":"***"},{"name":"Accept","value":"c"}]"#,
        ),
        (
            "Authorization:\n- Bearer abc\n- Token x\nDate:\n- now",
            "Authorization:\n- ***\n- ***\nDate:\n- now",
        ),
        ("https://u:p@h/x?sid=1&b=2", "https://***@h/x?sid=***&b=2"),
        ("nextPageToken: abc", "nextPageToken: abc"),
        ("nextPageTokens: [abc]", "nextPageTokens: [abc]"),
        (
            r#"{"total_tokens":12,"maxTokens":3}"#,
            r#"{"total_tokens":12,"maxTokens":3}"#,
        ),
        (
            r#"{"grants":["password","refresh_token","implicit"]}"#,
            r#"{"grants":["password","refresh_token","implicit"]}"#,
        ),
        (
            "<tokens><count>2</count></tokens><id>1</id>",
            "<tokens>***</tokens><id>1</id>",
        ),
        ("give a <token>abc and go on", "give a <token>***"),
        (
            r#"{"name":"password","value":"abc","created":"x"}"#,
            r#"{"name":"password","value":"***","created":"x"}"#,
        ),
        (
            r#"[{"name":"password","in":{"value":"a"}},{"value":"b"}]"#,
            r#"[{"name":"password","in":{"value":"a"}},{"value":"b"}]"#,
        ),
        (
            r#"{"pass\u0077ord":"abc","created":"\u0032024"}"#,
            r#"{"pass\u0077ord":"***","created":"\u0032024"}"#,
        ),
        ("a=1&b=%20x&c=2", "a=1&b=%20x&c=2"),
        // What stands in a string ends with it.
        (
            "{\"msg\":\"Token: expired\",\n  \"created\":\"x\"}",
            "{\"msg\":\"Token: ***\",\n  \"created\":\"x\"}",
        ),
        (
            r#"{"err":"Unexpected token: {","created":"x"}"#,
            r#"{"err":"Unexpected token: {","created":"x"}"#,
        ),
        (
            r#"{"msg":"Hello\nPassword: abc","created":"x"}"#,
            r#"{"msg":"Hello\nPassword: ***","created":"x"}"#,
        ),
        (
            r#"{"b":"{\"msg\":\"Hello\\nPassword: abc\",\"created\":\"x\"}"}"#,
            r#"{"b":"{\"msg\":\"Hello\\nPassword: ***\",\"created\":\"x\"}"}"#,
        ),
        (
            r#"{"yaml":"db:\n  password: |\n    abc","created":"x"}"#,
            r#"{"yaml":"db:\n  password: ***\n    ***","created":"x"}"#,
        ),
        (
            r#"{"e":"Password%3A","f":"g"}"#,
            r#"{"e":"Password%3A","f":"g"}"#,
        ),
        // Names where no value is.
        (
            r#"{"object":"issuing.authorization","created":"x"}"#,
            r#"{"object":"issuing.authorization","created":"x"}"#,
        ),
        (
            r#"{"type":"apiKey","in":"header"}"#,
            r#"{"type":"apiKey","in":"header"}"#,
        ),
        (
            r#"{"required":["password","username"],"tags":["auth","user"]}"#,
            r#"{"required":["password","username"],"tags":["auth","user"]}"#,
        ),
        (
            "- name: HOST\n  value: localhost\n- name: API_TOKEN\n  value: abc",
            "- name: HOST\n  value: localhost\n- name: API_TOKEN\n  value: ***",
        ),
        (
            "//comment of user@example.com",
            "//comment of user@example.com",
        ),
        (
            "the required field `password` of User is missing",
            "the required field `password` of User is missing",
        ),
        (
            "Basic authentication and bearer authentication",
            "Basic authentication and bearer authentication",
        ),
    ] {
        assert_eq!(masked(text), shown);
    }
}

/// What is no secret, though the name of one stands in front.
const PLAIN: &[&str] = &[
    r#"{"tokens":1523,"x":1}"#,
    r#"{"max_new_tokens": 12, "total_tokens":3, "tokens_used":5,"prompt_tokens":1}"#,
    r#""new_tokens" : 1523"#,
    "tokens: 1523",
    "tokens=1523 x=1",
    r#""msg":"new tokens: 15""#,
    "<new_tokens>15</new_tokens>",
    "http://auth:8080/x",
    "auth:8080",
    r#"{"host":"auth:8080","x":1}"#,
    r#"{"scope":"token:read user:write"}"#,
    r#"{"scopes":["token:read","secrets:list","token:read:own"]}"#,
    r#"WWW-Authenticate: Bearer realm="api", error="invalid_token", error_description="The token expired""#,
    r#"{"www-authenticate":"Bearer realm=\"api\", error=\"invalid_token\""}"#,
    r#"WWW-Authenticate: Bearer authorization_uri="https://x/y", scope=openid"#,
    r#"WWW-Authenticate: Basic realm="api:x""#,
    "write <token> to it",
    "write <token>, then go",
    "mutation L($email: String!, $password: String!) {",
    r#"{"query":"mutation L($password: String!, $tokens: [String!]!) { a }","x":1}"#,
    "login(password: $password) { a }",
    r#"["Cookie","Accept"]"#,
    r#"["Accept","Cookie"]"#,
    r#"["Authorization","Content-Type","X-Api-Key","X-Foo"]"#,
    r#"{"required":["user","password","token","id"]}"#,
    r#"{"required":["host","port","password","database"]}"#,
    r#"users ("password", "name", "x")"#,
    r#"Unexpected token '<', "<!DOCTYPE "... is not valid JSON"#,
    "Resource identified by id 5 not found",
    r#"{"required":["password"],"x":{"input":"a"}}"#,
    "- name: password\n- type: x\n  value: y",
    "- - password\n  - token\n  - id",
    "- password\n- id",
    "password_policy (x): y",
    r#"{"usage":{"prompt_tokens":10,"completion_tokens":20,"total_tokens":30,"prompt_tokens_details":{"cached_tokens":0}}}"#,
    r#"{"usage":{"tokens":30},"x":1}"#,
    r#"{"tokens" : 30 }"#,
    r#"{"tokens": 30.5}"#,
    "tokens = 15",
    r#""n_tokens": 15,"#,
    "INFO used tokens=1523 cost=2",
    r#"{"log":"tokens: 15"}"#,
    "server auth:8080 is up",
    "http://token:8080/",
    r#""auth:8080""#,
    "[auth:443, x]",
    "token:read token:write",
    "scope=token:read+user",
    "credentials:read",
    r#"Bearer realm="api""#,
    r#"bearer REALM="api""#,
    r#"Bearer error="invalid_request""#,
    "Bearer\n realm=\"api\"",
    r#"{"WWW-Authenticate":["Bearer realm=\"api\",scope=\"a b\""]}"#,
    "use <token>. Then go",
    "replace <password> with yours",
    "($password: String!)",
    "($password:String!,$x:Int)",
    "($tokens: [ID!]!, $x: Int)",
    "query($token: Token!){a}",
    "input X { password: String! }",
    r#"{ "access-control-allow-headers": ["Authorization","Content-Type"] }"#,
    r#""vary":["Cookie","Accept-Encoding"]"#,
    r#"["cookie","accept"]"#,
    r#"["Authorization", "X-Requested-With"]"#,
    r#"["host","password","x","y"]"#,
    r#"["email","password","name","role"]"#,
    r#"pick("user","password")"#,
    r#"the password of "x" is wrong"#,
    r#"{"label":"enter password ","next":"x"}"#,
    r#"{"a":"password:","b":"x"}"#,
    r#"{"loc":["body","created"],"input":"2024"}"#,
    r#"{"loc":["body","password"],"msg":"x"}"#,
    r#"{"path":["a","b"],"required":["password"],"input":"x"}"#,
    "identified by the name",
    "function password(x) { }",
    "password? yes",
    r#"{"tokens_per_second": 5, "tokens_used": 5}"#,
    r#"{"passwordPolicy":"x"}"#,
];

#[test]
fn what_opens_nothing_stays() {
    for text in PLAIN {
        assert_eq!(masked(text), *text);
        let quoted = serde_json::json!({ "body": text, "created": "x" }).to_string();
        assert_eq!(masked(&quoted), quoted);
    }
    for (text, shown) in [
        (r#"{"tokens":"1523"}"#, r#"{"tokens":"***"}"#),
        (r#"{"tokens":[1523, 4]}"#, r#"{"tokens":[***]}"#),
        (r#"{"otp":123456}"#, r#"{"otp":***}"#),
        ("tokens=123,456", "tokens=***"),
        ("token: read", "token: ***"),
        ("token:readable", "token:***"),
        ("otp:8080", "otp:***"),
        ("Bearer realm1=abcdef", "Bearer ***"),
        (
            "f($password: String = \"abc\") { a }",
            "f($password: String = \"***\") { a }",
        ),
        (r#"["Cookie","a=b"]"#, r#"["Cookie","***"]"#),
    ] {
        assert_eq!(masked(text), shown);
    }
}

#[test]
fn tokens_are_recognised_by_themselves() {
    let long = "0123456789abcdefghijABCDEFGHIJ0123456789abcdefghijklmnop";
    for text in [
        r"https:\/\/hooks.slack.com\/services\/T00\/B00\/Plant3dXXXX",
        "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..aXYxMjM0NTY3.Plant3dCIPHER.tagtagtag",
        "ewogICJhbGciOiAiSFMyNTYiCn0.ewogICJzdWIiOiAiMSIKfQ.Plant3d",
        "key=-----BEGIN+PRIVATE+KEY-----%0APlant3d%0A-----END",
        "Bearer\\tPlant3dXq9XX",
    ] {
        let shown = masked(text);
        assert!(!shown.contains("Plant3d"), "{text}\n{shown}");
    }
    for text in ["sk-learn-classifier-model-v2", "eyJ..x", "ewogICJhb"] {
        assert_eq!(masked(text), text);
    }
    for token in [
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl".to_owned(),
        "AKIAIOSFODNN7EXAMPLE".to_owned(),
        format!("ghp_{}", &long[..36]),
        format!("github_pat_{}", &long[..40]),
        format!("glpat-{}", &long[..20]),
        format!("xoxb-{}", &long[..24]),
        format!("sk_live_{}", &long[..24]),
        format!("npm_{}", &long[..36]),
        format!("AIza{}", &long[..35]),
        format!("sk-proj-{}", &long[..40]),
    ] {
        for text in [
            format!("{{\"description\":\"see {token}\"}}"),
            format!("a\\n{token}\\n"),
            format!("https://x/{token}/y"),
            format!("x=1%3D{token}"),
            format!(r"a\tBearer\t{token}"),
        ] {
            let shown = masked(&text);
            assert!(!shown.contains(&token[8..]), "{text}\n{shown}");
        }
    }
    assert_eq!(masked("Bearer abc123def"), "Bearer ***");
    assert_eq!(masked("basic dXNlcjpwYXNz"), "basic ***");
    assert_eq!(
        masked("-----BEGIN RSA PRIVATE KEY-----\nMIIabc\nxyz\n-----END RSA PRIVATE KEY-----\nx"),
        "-----BEGIN RSA PRIVATE KEY-----***\n***\n***\n-----END RSA PRIVATE KEY-----\nx"
    );
    let folded = "text: >-\n  Bearer\n  HeaderTok3n0123\n  -----BEGIN\n  PRIVATE KEY-----\\nMIIabc";
    let shown = masked(folded);
    assert!(
        !shown.contains("Tok3n") && !shown.contains("MII"),
        "{shown}"
    );
    let header = "www-authenticate: Bearer\ncontent-type: text/html";
    assert_eq!(masked(header), header);
    // A cursor is base64 of an object, and no token.
    assert_eq!(masked("cursor eyJwYWdlIjoyfQ=="), "cursor eyJwYWdlIjoyfQ==");
    assert_eq!(
        masked("task-abcdefghijklmnopqrstuvwx"),
        "task-abcdefghijklmnopqrstuvwx"
    );
}

#[test]
fn what_is_secret_is_masked_in_base64_as_well() {
    // {"id":1,"password":"hunter2-hunter2","created":"2024"}
    let text = "eyJpZCI6MSwicGFzc3dvcmQiOiJodW50ZXIyLWh1bnRlcjIiLCJjcmVhdGVkIjoiMjAyNCJ9";
    assert_eq!(
        masked(&format!("\"text\":\"{text}\"")),
        "\"text\":\"eyJpZCI6MSwicGFzc3dvcmQi***LCJjcmVhdGVkIjoiMjAyNCJ9\""
    );
    // Cut in front, at each letter of a group.
    for cut in 8..12 {
        let shown = masked(&text[cut..]);
        assert!(!shown.contains("h1bnRlcjI"), "{shown}");
    }
    // On lines of their own, as YAML and MIME have them, cut in front or not.
    let (one, rest) = text.split_at(32);
    let (two, three) = rest.split_at(32);
    for between in ["\n      ", "\r\n", r"\n", r"\r\n"] {
        let lines = [one, two, three].join(between);
        for shown in [
            masked(&format!("    string: !binary |-\n      {lines}\n    x: y")),
            masked(&format!("\"data\":\"{lines}\",\"x\":1")),
            masked(&lines[7..]),
        ] {
            assert!(shown.contains(MASK), "{shown}");
            for part in ["odW50ZXIy", "aHVudGVy", "h1bnRlcjI"] {
                assert!(!shown.contains(part), "{shown}");
            }
        }
    }
    // {"id":1,"a":"~~~???","password":"hunter2?>?>?>","created":"2024"}, whose letters of base64 are escapes.
    let text = concat!(
        "eyJpZCI6MSwiYSI6In5+fj8/PyIsInBhc3N3b3JkIjoiaHVudGVyMj8",
        "+Pz4/PiIsImNyZWF0ZWQiOiIyMDI0In0="
    );
    for (slash, plus) in [
        (r"\/", "+"),
        (r"\\\/", r"\u002b"),
        ("%2F", "%2B"),
        ("%252f", "%252b"),
        ("/", "+"),
    ] {
        let written = text.replace('+', "\u{1}").replace('/', slash);
        let written = written.replace('\u{1}', plus);
        let shown = masked(&format!("\"text\":\"{written}\""));
        assert!(shown.contains(MASK), "{shown}");
        assert!(!shown.contains("aHVudGVyM"), "{shown}");
    }
    for slash in [r"\/", "%2F"] {
        // user???:hunter2?>?>
        let text = "Basic dXNlcj8/PzpodW50ZXIyPz4/Pg==".replace('/', slash);
        let shown = masked(&format!("\"note\":\"{text}\""));
        assert!(!shown.contains("W50ZXIy"), "{shown}");
    }
    let plain = "\"id\":\"6e30dce4cd16326fa62ba6567d1afbad6e30dce4cd16326fa62ba6567d1afbad\"";
    assert_eq!(masked(plain), plain);
}

#[test]
fn names_of_ones_own_are_added_and_left() {
    let mut secrets = Secrets::default();
    secrets.add("x-acme-*").unwrap();
    secrets.leave("token").unwrap();
    assert_eq!(secrets.masked("X-Acme-Key: abc"), "X-Acme-Key: ***");
    assert_eq!(secrets.masked("token=abc"), "token=abc");
    assert_eq!(
        secrets.masked("token=ghp_0123456789abcdefghij"),
        "token=***"
    );
    // One that was named is one whatever it is.
    secrets.add("*_tokens").unwrap();
    assert_eq!(secrets.masked("my_tokens=12"), "my_tokens=***");
    assert_eq!(secrets.add("*"), Err(BadName::Everything));
    assert_eq!(secrets.add("a{b}"), Err(BadName::Unsupported('{')));
}

#[test]
fn of_a_long_text_only_what_is_near_is_looked_at() {
    let text = format!(
        "{}\"password\":\"abc\"{}",
        "x ".repeat(2 << 20),
        "y ".repeat(2 << 20)
    );
    let at = text.find("abc").unwrap();
    let found = Secrets::default().spans(text.as_bytes(), Span::new(at + 1, at + 2));
    assert_eq!(found, [Span::new(at, at + 3)]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_planted_secret_survives(
        before in "[ -~\n]{0,40}",
        behind in "[ -~\n]{0,40}",
        way in 0..WRITTEN.len(),
        secret in "[a-zA-Z0-9_-]{12,40}",
    ) {
        let secret = format!("q7{secret}");
        let written = WRITTEN[way];
        prop_assume!(!written.contains("13:"));
        let text = written.replace("@example", "\u{1}").replace('@', &secret).replace('\u{1}', "@example");
        // What stands around it is apart, as another line is.
        let text = format!("{before}\n{text}\n{behind}");
        let shown = masked(&text);
        prop_assert!(!shown.contains(&secret), "{}\n{}", text, shown);
    }

    #[test]
    fn any_bytes_have_spans_in_order_within_them(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let spans = Secrets::default().spans(&bytes, Span::new(0, bytes.len()));
        prop_assert!(spans.windows(2).all(|two| two[0].end() < two[1].start()));
        prop_assert!(spans.iter().all(|span| span.end() <= bytes.len()));
        // A place that is in no text costs nothing.
        let beyond = Span::new(1 << 40, 1 << 41);
        prop_assert!(Secrets::default().spans_around(&bytes, beyond, 1 << 40).is_empty());
    }
}

/// What the secrets of [`documents`] are made of.
const PIECE: &str = "q7Zx-";

/// A secret of so many pieces, as [`expanded`] reads it.
fn secret() -> impl Strategy<Value = String> {
    prop_oneof![3 => 2..10_usize, 1 => 1_000..6_000_usize].prop_map(|pieces| format!("~{pieces}~"))
}

/// `text` with its secrets in full.
fn expanded(text: &str) -> String {
    let parts = text.split('~').enumerate();
    let parts = parts.map(|(index, part)| match part.parse() {
        Ok(pieces) if index % 2 == 1 => PIECE.repeat(pieces),
        _ => part.to_owned(),
    });
    parts.collect()
}

/// `name` as a serializer may write it: letters as escapes, or as they are.
fn spelled(name: &'static str) -> impl Strategy<Value = String> {
    proptest::collection::vec(prop::bool::weighted(0.2), name.len()).prop_map(move |escaped| {
        let letters = name.chars().zip(escaped);
        let letters = letters.map(|(letter, is_escaped)| {
            if is_escaped {
                format!("\\u{:04x}", u32::from(letter))
            } else {
                letter.to_string()
            }
        });
        letters.collect()
    })
}

/// A member of an object that is, or holds, a secret.
fn secret_member() -> impl Strategy<Value = String> {
    let names = prop::sample::select(vec![
        "password",
        "x-api-key",
        "accessTokens",
        "client secret",
    ]);
    let name = names.prop_flat_map(spelled);
    let plain = r#"{"a":["}",1,{"name":"x","value":"y"}],"b":"\\"}"#;
    let ways = prop::sample::select(vec![
        r#""NAME":"@""#,
        r#""NAME" : ["PLAIN", "@"]"#,
        r#""NAME":{"a":"@","b":PLAIN,"c":"@"}"#,
        r#""h":{"name":"NAME","value":"@"}"#,
        r#""h":[{"value":"@","in":PLAIN,"name":"NAME"}]"#,
        r#""h":[{"key":"NAME","in":PLAIN,"value":"@"}]"#,
        r#""h":[["NAME","@"]]"#,
        r#""q":"?NAME=@&x=1""#,
        r#""b":"{\"NAME\":\"@\"}""#,
    ]);
    (name, ways, secret()).prop_map(move |(name, way, secret)| {
        let name = if way.starts_with("\"q") {
            name.replace(' ', "_")
        } else {
            name
        };
        way.replace("NAME", &name)
            .replace("PLAIN", plain)
            .replace('@', &secret)
    })
}

/// Documents with secrets on both sides of `"created":"HERE"`, as they are or in a string.
fn documents() -> impl Strategy<Value = String> {
    let member = prop_oneof![
        2 => secret_member(),
        1 => Just(r#""id":12"#.to_owned()),
        1 => Just(r#""note":"a \" b \\""#.to_owned()),
        1 => Just(r#""list":[{"x":[]},"]"]"#.to_owned()),
    ];
    let members = || proptest::collection::vec(member.clone(), 0..4);
    let separators = prop::sample::select(vec![",", ", ", ",\n  "]);
    (members(), members(), separators, any::<bool>()).prop_map(
        |(before, behind, separator, is_quoted)| {
            let here = [r#""created":"HERE""#.to_owned()];
            let members = before.into_iter().chain(here).chain(behind);
            let text = members.collect::<Vec<_>>().join(separator);
            let text = format!("{{{text}}}");
            if is_quoted {
                format!("{{\"text\":{}}}", serde_json::to_string(&text).unwrap())
            } else {
                text
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_excerpt_of_json_tells_a_secret_however_long(text in documents()) {
        let text = expanded(&text);
        let at = text.find("HERE").unwrap();
        let quote = if text.starts_with(r#"{"text""#) { 2 } else { 1 };
        let span = Span::new(at - quote, at + 4 + quote);
        let secrets = Secrets::default();
        let place = Origin::default().place(text.as_bytes(), span);
        let excerpt = Excerpt::around(text.as_bytes(), place, span, &Veil::of(&secrets));
        prop_assert!(excerpt.text.contains("HERE"), "{}", excerpt.text);
        prop_assert!(!excerpt.text.contains(PIECE), "{}", excerpt.text);
    }
}
