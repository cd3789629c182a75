//! The layer of environment variables.
//!
//! Canonical names are `CALLFLOW_` and the key's path; the names of earlier backends stand in the table of keys.
//! A variable that is set to nothing counts as not set, because compose files pass on what they do not have.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use super::error::ConfigError;
use super::key::{DEFAULT_PBX, Key, Kind, PbxKey};
use super::layer::Layer;
use super::nearest::Hint;
use super::settings::Settings;
use super::sources::FILE_VARIABLE;
use super::warning::{NOT_YET, Warning};

/// Variables of the command `callflow`, which may be set in the shell that starts a server: no keys, and no mistakes.
pub const COMMAND_VARIABLES: [&str; 4] =
    ["CALLFLOW_API_KEY", "CALLFLOW_PASSWORD", "CALLFLOW_SERVER", "CALLFLOW_SIM_SECRET"];

type Variables<'a> = BTreeMap<&'a str, &'a OsStr>;

pub(super) fn read(env: &[(OsString, OsString)], settings: &mut Settings) -> Result<(), ConfigError> {
    let set: Variables<'_> =
        env.iter().filter_map(|(name, value)| Some((name.to_str()?, value.as_os_str()))).collect();
    let set_by_older = older(&set, settings)?;
    for (name, value) in &set {
        if !name.starts_with("CALLFLOW_") || *name == FILE_VARIABLE || COMMAND_VARIABLES.contains(name) {
            continue;
        }
        let Some(key) = key_of(name, settings) else {
            return Err(ConfigError::UnknownVariable { name: (*name).into(), hint: hint(name, settings) });
        };
        if value.is_empty() {
            continue;
        }
        put(key.clone(), name, value, settings)?;
        if let Some(older) = set_by_older.get(&key).filter(|older| set.get(*older) != Some(value)) {
            settings.warn(Warning::Replaced { name: older, by: (*name).into() });
        }
    }
    for (name, part) in NOT_YET {
        if set.get(name).is_some_and(|value| !value.is_empty()) {
            settings.warn(Warning::NoEffectYet { name, part });
        }
    }
    Ok(())
}

/// Takes the older names. Gives which one set a key.
fn older(set: &Variables<'_>, settings: &mut Settings) -> Result<BTreeMap<Key, &'static str>, ConfigError> {
    let mut taken = BTreeMap::new();
    let of_pbx = PbxKey::ALL.map(|key| Key::Pbx(DEFAULT_PBX.into(), key));
    for key in Key::GLOBAL.into_iter().chain(of_pbx) {
        // A canonical name that wins spares the older one from being checked.
        let canonical = set.get(&*key.variable()).is_some_and(|value| !value.is_empty());
        for name in key.older() {
            let Some(value) = set.get(name).filter(|value| !value.is_empty()) else { continue };
            match taken.get(&key) {
                None => {
                    if !canonical {
                        put(key.clone(), name, value, settings)?;
                    }
                    taken.insert(key.clone(), *name);
                }
                Some(first) if set.get(first) != Some(value) => {
                    settings.warn(Warning::Replaced { name, by: (*first).into() });
                }
                Some(_) => {}
            }
        }
    }
    Ok(taken)
}

fn put(key: Key, name: &str, value: &OsStr, settings: &mut Settings) -> Result<(), ConfigError> {
    let layer = Layer::Environment(name.into());
    let Some(text) = value.to_str() else {
        return Err(ConfigError::invalid(&layer, key, "not UTF-8"));
    };
    let text = match key.spec().kind {
        Kind::Switch => match &*text.to_ascii_lowercase() {
            "true" | "1" | "yes" | "on" => "true",
            "false" | "0" | "no" | "off" => "false",
            _ => {
                let why = format!("{text:?} is neither true nor false; write one of them");
                return Err(ConfigError::invalid(&layer, key, why));
            }
        },
        Kind::Text | Kind::Secret | Kind::Url | Kind::Number | Kind::List | Kind::SecretList => text,
    };
    settings.set(key, text, layer);
    Ok(())
}

fn key_of(name: &str, settings: &Settings) -> Option<Key> {
    if let Some(key) = Key::GLOBAL.into_iter().find(|key| key.variable() == name) {
        return Some(key);
    }
    let of_pbx = name.strip_prefix("CALLFLOW_PBX_")?;
    // `…_ARI_USERNAME` ends as `…_USERNAME` does.
    let mut keys = PbxKey::ALL;
    keys.sort_by_key(|key| std::cmp::Reverse(key.spec().path.len()));
    keys.into_iter().find_map(|key| {
        let suffix = format!("_{}", key.spec().path.to_ascii_uppercase());
        let pbx = of_pbx.strip_suffix(&suffix)?.to_ascii_lowercase();
        let valid = !pbx.is_empty() && pbx.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        valid.then(|| Key::Pbx(known_pbx(pbx, settings), key))
    })
}

/// The Asterisk of the file that is meant: `NEW_YORK` is `new-york` where the file has that.
fn known_pbx(pbx: String, settings: &Settings) -> String {
    let known = settings.pbx_names();
    if known.contains(&pbx) {
        return pbx;
    }
    known.into_iter().find(|name| name.to_ascii_lowercase().replace('-', "_") == pbx).unwrap_or(pbx)
}

fn hint(name: &str, settings: &Settings) -> Hint {
    // The name of the Asterisk was left out.
    let unnamed = name.strip_prefix("CALLFLOW_PBX_").map(str::to_ascii_lowercase);
    if let Some(key) = PbxKey::ALL.into_iter().find(|key| unnamed.as_deref() == Some(key.spec().path)) {
        return Hint::Meant(Key::Pbx(DEFAULT_PBX.into(), key).variable());
    }
    let mut pbx = settings.pbx_names();
    pbx.insert(DEFAULT_PBX.into());
    // A misspelt key of an Asterisk that only the environment knows.
    if let Some((guessed, _)) = name.strip_prefix("CALLFLOW_PBX_").and_then(|rest| rest.rsplit_once('_')) {
        pbx.insert(guessed.to_ascii_lowercase());
    }
    let of_pbx = pbx.into_iter().flat_map(|pbx| PbxKey::ALL.map(|key| Key::Pbx(pbx.clone(), key)));
    // What all have in common would make any two of them near.
    let known = Key::GLOBAL.into_iter().chain(of_pbx).map(|key| key.variable()).chain([FILE_VARIABLE.into()]);
    let short = |name: &str| name.strip_prefix("CALLFLOW_").unwrap_or(name).to_owned();
    match Hint::of(&short(name), known.map(|name| short(&name))) {
        Hint::Meant(name) => Hint::Meant(format!("CALLFLOW_{name}")),
        Hint::Known(names) => Hint::Known(names.iter().map(|name| format!("CALLFLOW_{name}")).collect()),
    }
}
