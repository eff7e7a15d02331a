//! Passes: rules that bring the end of a word to the one that all its forms share.

use rustc_hash::FxHashMap;

use super::Written;

/// The passes of a language, in order.
pub(super) struct Passes(Vec<Pass>);

/// The rules of a pass under the endings that they are about.
struct Pass {
    rules: FxHashMap<Box<str>, Vec<Rule>>,
    /// The bytes of its longest ending.
    longest: usize,
}

/// What may stand before an ending, and what the ending turns into.
struct Rule {
    before: Before,
    to: Box<str>,
    /// Whether the word is done.
    last: bool,
}

/// What may stand before an ending.
enum Before {
    /// One of these, whole.
    OneOf(Vec<Box<str>>),
    /// At least so many letters.
    Letters {
        least: usize,
        /// How the word begins; it goes, and is not counted.
        prefix: Box<str>,
        /// The sets of letters that must stand right before the ending, in order.
        near: Vec<Box<str>>,
        /// Whether nothing stands before those.
        whole: bool,
    },
}

impl Passes {
    pub(super) fn new(written: &Written) -> Passes {
        Passes(written.passes.iter().map(|lines| Pass::new(lines, written)).collect())
    }

    pub(super) fn key(&self, folded: &str) -> String {
        let mut word = folded.to_owned();
        // A number has no inflection: 12a is another house than 12.
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return word;
        }
        for pass in &self.0 {
            let Some((end, rule)) = pass.find(&word) else { continue };
            word.truncate(end);
            word.push_str(&rule.to);
            if let Before::Letters { prefix, .. } = &rule.before {
                word.drain(..prefix.len());
            }
            if rule.last {
                break;
            }
        }
        word
    }
}

impl Pass {
    fn new(lines: &[String], written: &Written) -> Pass {
        let mut rules: FxHashMap<Box<str>, Vec<Rule>> = FxHashMap::default();
        for line in lines.iter().map(|line| written.shared.get(line).unwrap_or(line)) {
            let mut parts = line.split(' ');
            let head = parts.next().unwrap_or_default();
            let (head, to_of_all) = head.split_once('>').unwrap_or((head, ""));
            for part in parts {
                let stays = part.ends_with('!') && !part.contains('>');
                let (from, to) = part.split_once('>').unwrap_or((part, if stays { part } else { to_of_all }));
                let from = from.trim_end_matches('!');
                let (context, ending) = from.split_once('|').unwrap_or(("", from));
                let rule = Rule {
                    before: Before::new(head, context, written),
                    to: to.trim_end_matches('!').into(),
                    last: to.ends_with('!'),
                };
                rules.entry(ending.into()).or_default().push(rule);
            }
        }
        let longest = rules.keys().map(|ending| ending.len()).max().unwrap_or(0);
        Pass { rules, longest }
    }

    /// The rule with the longest ending that fits a word, and where the ending begins.
    fn find(&self, word: &str) -> Option<(usize, &Rule)> {
        (word.len().saturating_sub(self.longest)..word.len()).find_map(|start| {
            let before = word.get(..start)?;
            let rules = self.rules.get(&word[start..])?;
            Some((start, rules.iter().find(|rule| rule.before.fits(before))?))
        })
    }
}

impl Before {
    fn new(head: &str, context: &str, written: &Written) -> Before {
        if let Some(list) = written.starts.get(head) {
            return Before::OneOf(list.split(' ').map(Box::from).collect());
        }
        let (prefix, least) = head.split_once('-').unwrap_or(("", head));
        let set = |c: char| written.sets.get(&c).map_or_else(|| c.to_string(), String::clone).into();
        Before::Letters {
            least: least.parse().expect("a line begins with a number or the name of a list"),
            prefix: prefix.into(),
            near: context.trim_start_matches('^').chars().map(set).collect(),
            whole: context.starts_with('^'),
        }
    }

    fn fits(&self, before: &str) -> bool {
        match self {
            Before::OneOf(list) => list.iter().any(|one| **one == *before),
            Before::Letters { least, prefix, near, whole } => {
                let mut back = before.chars().rev();
                before.strip_prefix(&**prefix).is_some_and(|rest| length(rest) >= *least)
                    && near.iter().rev().all(|set| back.next().is_some_and(|c| set.contains(c)))
                    && (!whole || back.next().is_none())
            }
        }
    }
}

/// The letters of a text as JavaScript counts them, in units of UTF-16.
fn length(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(char::len_utf16).sum() }
}
