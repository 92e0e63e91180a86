//! JSON as it is written: members in order and more than once, numbers as any digits.

/// A JSON text before it is laid out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    /// `null`, `true`, `false` or a number, as written.
    Literal(String),
    /// A string, decoded.
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    pub(crate) fn literal(word: &str) -> Self {
        Self::Literal(word.to_owned())
    }

    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// The children, in order.
    pub(crate) fn children(&self) -> Vec<&Json> {
        match self {
            Self::Array(elements) => elements.iter().collect(),
            Self::Object(members) => members.iter().map(|(_, value)| value).collect(),
            Self::Literal(_) | Self::Text(_) => Vec::new(),
        }
    }

    fn children_mut(&mut self) -> Vec<&mut Json> {
        match self {
            Self::Array(elements) => elements.iter_mut().collect(),
            Self::Object(members) => members.iter_mut().map(|(_, value)| value).collect(),
            Self::Literal(_) | Self::Text(_) => Vec::new(),
        }
    }

    /// Whether this value or one inside it is `wanted`.
    pub(crate) fn holds(&self, wanted: &dyn Fn(&Json) -> bool) -> bool {
        wanted(self) || self.children().iter().any(|child| child.holds(wanted))
    }

    /// How many values there are in it, itself included, that are `wanted`.
    pub(crate) fn count(&self, wanted: &dyn Fn(&Json) -> bool) -> usize {
        let inside: usize = self
            .children()
            .iter()
            .map(|child| child.count(wanted))
            .sum();
        usize::from(wanted(self)) + inside
    }

    /// The value number `index` among those that are `wanted`, the outer before the inner.
    pub(crate) fn nth(
        &mut self,
        index: usize,
        wanted: &dyn Fn(&Json) -> bool,
    ) -> Option<&mut Json> {
        let own = usize::from(wanted(self));
        if own == 1 && index == 0 {
            return Some(self);
        }
        let mut left = index - own;
        for child in self.children_mut() {
            let inside = child.count(wanted);
            if left < inside {
                return child.nth(left, wanted);
            }
            left -= inside;
        }
        None
    }

    /// Changes this value and every one inside it.
    pub(crate) fn each(&mut self, change: &mut dyn FnMut(&mut Json)) {
        change(self);
        for child in self.children_mut() {
            child.each(change);
        }
    }

    /// The text, laid out as the seed says; zero is one line without needless escapes.
    pub(crate) fn written(&self, layout: u64) -> String {
        let mut out = String::new();
        let mut noise = Noise(layout);
        self.write(&mut noise, &mut out);
        noise.white(&mut out);
        out
    }

    fn write(&self, noise: &mut Noise, out: &mut String) {
        noise.white(out);
        match self {
            Self::Literal(word) => out.push_str(word),
            Self::Text(text) => string(text, noise, out),
            Self::Array(elements) => {
                out.push('[');
                for (index, element) in elements.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    element.write(noise, out);
                    noise.white(out);
                }
                noise.white(out);
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    noise.white(out);
                    string(name, noise, out);
                    noise.white(out);
                    out.push(':');
                    value.write(noise, out);
                    noise.white(out);
                }
                noise.white(out);
                out.push('}');
            }
        }
    }
}

fn string(text: &str, noise: &mut Noise, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        let short = match letter {
            '"' => Some("\\\""),
            '\\' => Some("\\\\"),
            '\n' => Some("\\n"),
            '\r' => Some("\\r"),
            '\t' => Some("\\t"),
            '\u{8}' => Some("\\b"),
            '\u{c}' => Some("\\f"),
            '/' if noise.one_in(4) => Some("\\/"),
            _ => None,
        };
        match short {
            _ if noise.one_in(12) => escaped(letter, noise, out),
            Some(short) => out.push_str(short),
            None if letter < ' ' => escaped(letter, noise, out),
            None => out.push(letter),
        }
    }
    out.push('"');
}

fn escaped(letter: char, noise: &mut Noise, out: &mut String) {
    let mut units = [0; 2];
    for unit in letter.encode_utf16(&mut units) {
        let digits = if noise.one_in(2) {
            format!("{unit:04X}")
        } else {
            format!("{unit:04x}")
        };
        out.push_str("\\u");
        out.push_str(&digits);
    }
}

/// Steele, Lea and Flood's `SplitMix64`; a seed of zero makes no noise at all.
pub(crate) struct Noise(pub(crate) u64);

impl Noise {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn one_in(&mut self, times: u64) -> bool {
        self.0 != 0 && self.next().is_multiple_of(times)
    }

    fn white(&mut self, out: &mut String) {
        if self.one_in(3) {
            let index = self.next() % 5;
            let white = [" ", "\n", "\n    ", "\t ", "\r\n"];
            out.push_str(white[usize::try_from(index).unwrap()]);
        }
    }
}
