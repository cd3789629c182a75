//! The descriptions.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, ensure};

/// What everything means, and what of it was asked for.
#[derive(Debug)]
pub(crate) struct Words {
    texts: BTreeMap<String, String>,
    unused: RefCell<BTreeSet<String>>,
}

impl Words {
    pub(crate) fn parse(text: &str) -> anyhow::Result<Self> {
        let mut texts = BTreeMap::new();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (key, meaning) = line.split_once(": ").with_context(|| format!("no `: ` in {line:?}"))?;
            ensure!(texts.insert(key.to_owned(), meaning.to_owned()).is_none(), "{key} is described twice");
        }
        let unused = RefCell::new(texts.keys().cloned().collect());
        Ok(Self { texts, unused })
    }

    pub(crate) fn of(&self, key: &str) -> anyhow::Result<&str> {
        let text = self.texts.get(key).with_context(|| format!("{key} has no description in words.txt"))?;
        self.unused.borrow_mut().remove(key);
        Ok(text)
    }

    /// Of a part of something; `*` stands for all wholes.
    pub(crate) fn of_part(&self, sigil: &str, whole: &str, part: &str) -> anyhow::Result<&str> {
        let own = format!("{sigil}{whole}.{part}");
        if self.texts.contains_key(&own) { self.of(&own) } else { self.of(&format!("{sigil}*.{part}")) }
    }

    /// What describes nothing was misspelt.
    pub(crate) fn all_used(&self) -> anyhow::Result<()> {
        let unused = self.unused.borrow();
        ensure!(unused.is_empty(), "words.txt describes what is not there: {unused:?}");
        Ok(())
    }
}
