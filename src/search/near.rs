//! How near a mistyped word is to a written one.

/// What an edit costs, in halves: those that keyboards and spelling habits make are half as far.
pub const EDIT: u32 = 2;
/// Letters that are written for each other.
pub const PAIRS: [(char, char); 3] = [('y', 'z'), ('c', 'k'), ('v', 'w')];

/// The cost of the cheapest way from one word to another by inserting, leaving out, exchanging and swapping letters,
/// or `None` when it is more than `most`.
///
/// Half price: z and y, c and k, w and v (other keyboards and languages), a letter doubled or halved, a j too many or
/// too few. Half more: a vowel for another letter, which nobody hears or writes for it.
pub fn cost(a: &[char], b: &[char], most: u32) -> Option<u32> {
    if a.len().abs_diff(b.len()) as u32 * (EDIT / 2) > most {
        return None;
    }
    let width = b.len() + 1;
    let mut rows = [vec![0; width], vec![0; width], vec![0; width]];
    for j in 1..width {
        rows[0][j] = rows[0][j - 1] + lone(b, j - 1);
    }
    for i in 1..=a.len() {
        let (now, before, older) = (i % 3, (i + 2) % 3, (i + 1) % 3);
        rows[now][0] = rows[before][0] + lone(a, i - 1);
        let mut least = rows[now][0];
        for j in 1..width {
            let mut best = rows[before][j - 1] + exchange(a[i - 1], b[j - 1]);
            best = best.min(rows[before][j] + lone(a, i - 1)).min(rows[now][j - 1] + lone(b, j - 1));
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[older][j - 2] + EDIT);
            }
            rows[now][j] = best;
            least = least.min(best);
        }
        // A swap can still lead from the row before.
        if least > most + EDIT {
            return None;
        }
    }
    Some(rows[a.len() % 3][b.len()]).filter(|cost| *cost <= most)
}

/// What a letter costs that one word has and the other has not.
fn lone(word: &[char], at: usize) -> u32 {
    let doubled = at > 0 && word[at] == word[at - 1];
    if doubled || word[at] == 'j' { EDIT / 2 } else { EDIT }
}

fn exchange(a: char, b: char) -> u32 {
    let vowel = |c: char| "aeiou".contains(c);
    match (a.min(b), a.max(b)) {
        (a, b) if a == b => 0,
        pair if PAIRS.contains(&pair) => EDIT / 2,
        (a, b) if vowel(a) != vowel(b) => EDIT + 1,
        _ => EDIT,
    }
}

/// How far a word may be mistyped: one edit of any sort, two in long words, none in very short ones.
pub fn most(letters: usize) -> u32 {
    match letters {
        0..=3 => 0,
        4..=6 => EDIT + 1,
        _ => EDIT * 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(a: &str, b: &str) -> Option<u32> {
        cost(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>(), 4)
    }

    #[test]
    fn an_edit_costs_two_and_a_usual_one_half_of_it() {
        assert_eq!(between("knjiznca", "knjiznica"), Some(2));
        assert_eq!(between("kjniznica", "knjiznica"), Some(2));
        assert_eq!(between("knizn", "knjizn"), Some(1));
        assert_eq!(between("yobozdravnik", "zobozdravnik"), Some(1));
        assert_eq!(between("addresa", "adresa"), Some(1));
        assert_eq!((between("lekrna", "lekarna"), between("lekrn", "learn")), (Some(2), Some(3)));
        assert_eq!(between("lekarn", "lekarn"), Some(0));
        assert_eq!(between("vrtec", "lekarna"), None);
        assert_eq!(between("", "ab"), Some(4));
    }
}
