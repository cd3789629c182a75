//! Answers that were given before. Records are told anew with every change, and ask for the same numbers each time.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::{Mutex, PoisonError};

/// How many numbers are remembered; with one more, all are forgotten.
const MOST: usize = 4_096;

/// Numbers and what they are in E.164. It changes how fast an answer comes, never the answer.
#[derive(Default)]
pub(crate) struct Memory(Mutex<HashMap<Arc<str>, Option<Arc<str>>>>);

impl Memory {
    /// The answer of before, else that of `ask`.
    pub(crate) fn get_or(&self, number: &str, ask: impl FnOnce() -> Option<Arc<str>>) -> Option<Arc<str>> {
        // Whoever panicked while it held the lock has left whole answers.
        if let Some(known) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(number) {
            return known.clone();
        }
        // Not under the lock: asking takes a thousand times as long as looking.
        let answer = ask();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(number.into(), answer.clone());
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_asked_for_once_and_the_memory_is_bounded() {
        let memory = Memory::default();
        assert_eq!(memory.get_or("1", || Some("+1".into())).as_deref(), Some("+1"));
        assert_eq!(memory.get_or("1", || None).as_deref(), Some("+1"));
        for number in 0..MOST {
            memory.get_or(&format!("x{number}"), || None);
        }
        assert!(memory.0.lock().is_ok_and(|known| known.len() < MOST));
        assert_eq!(memory.get_or("1", || None), None, "forgotten");
    }
}
