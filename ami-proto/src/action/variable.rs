//! Names of variables. Asterisk takes a name with parentheses for a dial plan function and calls it, so a name
//! that comes from outside could read files or run commands.

use alloc::string::String;
use alloc::vec::Vec;

use crate::error::EncodeError;

/// Functions that variables of an action may name, such as `CALLERID(name)` or `PJSIP_HEADER(add,X-Id)`.
///
/// An entry allows itself alone; `PJSIP_HEADER(*)` allows the function with any arguments. Some functions are
/// refused even here, because they reach beyond the call:
///
/// - files and programs: `FILE…`, `STAT`, `SHELL`, `SYSTEM`, `TRYSYSTEM`, `EXEC`, `TRYEXEC`, `EXECIF`, `EVAL`,
///   `IMPORT`, `ENV`;
/// - configuration and databases: `AST_CONFIG`, `AST_SORCERY`, `DB…`, `REALTIME…`, `ODBC…`, `SQL…`, `LDAP…`,
///   `MINIVM…`;
/// - the network: `CURL…`, `ENUM…`;
/// - what all calls share: `GLOBAL`, `SHARED`, and `LOCK`, `TRYLOCK`, `UNLOCK`, which can stop the dial plan of
///   other calls.
///
/// ```
/// use ami_proto::Action;
/// use ami_proto::action::AllowedFunctions;
///
/// let functions = AllowedFunctions::new(["CALLERID(name)", "PJSIP_HEADER(*)"])?;
/// let action = Action::new("Originate").variable_allowing("CALLERID(name)", "ACME", &functions)?;
/// assert_eq!(action.get("Variable"), Some(&b"CALLERID(name)=ACME"[..]));
/// assert!(AllowedFunctions::new(["SHELL(id)"]).is_err());
/// # Ok::<(), ami_proto::EncodeError>(())
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct AllowedFunctions {
    entries: Vec<String>,
}

/// Never allowed, whatever their arguments; ASCII case does not matter.
const NEVER: [&str; 16] = [
    "SHELL",
    "SYSTEM",
    "TRYSYSTEM",
    "EXEC",
    "TRYEXEC",
    "EXECIF",
    "EVAL",
    "IMPORT",
    "ENV",
    "STAT",
    "AST_CONFIG",
    "AST_SORCERY",
    "GLOBAL",
    "SHARED",
    "LOCK",
    "UNLOCK",
];

/// Never allowed, and all functions that begin so.
const NEVER_PREFIXES: [&str; 10] =
    ["FILE", "DB", "REALTIME", "ODBC", "SQL", "LDAP", "MINIVM", "CURL", "ENUM", "TRYLOCK"];

impl AllowedFunctions {
    /// No function: plain variable names alone.
    pub const NONE: Self = Self { entries: Vec::new() };

    /// A list of functions with their arguments.
    ///
    /// # Errors
    ///
    /// [`EncodeError::ForbiddenFunction`] if one of them can never be allowed, [`EncodeError::VariableName`]
    /// if one is not of the form `NAME(arguments)`.
    pub fn new<F: AsRef<str>>(functions: impl IntoIterator<Item = F>) -> Result<Self, EncodeError> {
        let mut entries = Vec::new();
        for function in functions {
            let function = function.as_ref();
            function_name(function.as_bytes())?;
            entries.push(function.into());
        }
        Ok(Self { entries })
    }

    fn allows(&self, function: &[u8]) -> bool {
        self.entries.iter().any(|entry| match entry.strip_suffix("*)") {
            Some(start) => function.starts_with(start.as_bytes()),
            None => entry.as_bytes() == function,
        })
    }
}

/// Name of a well-formed function that is not among those never allowed.
fn function_name(function: &[u8]) -> Result<&[u8], EncodeError> {
    let refused = || EncodeError::VariableName { name: shown(function) };
    let at = function.iter().position(|&byte| byte == b'(').ok_or_else(refused)?;
    let (name, arguments) = function.split_at_checked(at).ok_or_else(refused)?;
    let is_never = |never: &&str| name.eq_ignore_ascii_case(never.as_bytes());
    let begins = |never: &&str| {
        name.get(..never.len()).is_some_and(|start| start.eq_ignore_ascii_case(never.as_bytes()))
    };
    if NEVER.iter().any(is_never) || NEVER_PREFIXES.iter().any(begins) {
        return Err(EncodeError::ForbiddenFunction { name: shown(function) });
    }
    // A `$` in the arguments would call a further function; a second bracket would hide one from this look.
    let inner = arguments.strip_prefix(b"(").and_then(|rest| rest.strip_suffix(b")")).ok_or_else(refused)?;
    let inner_is_plain = !inner.iter().any(|byte| b"()${}[]\"\\=".contains(byte));
    if is_plain(name) && inner_is_plain { Ok(name) } else { Err(refused()) }
}

/// `^_{0,2}[A-Za-z][A-Za-z0-9_]*$`; the underscores make a variable pass on to called channels.
fn is_plain(name: &[u8]) -> bool {
    let rest = name.strip_prefix(b"__").or_else(|| name.strip_prefix(b"_")).unwrap_or(name);
    rest.first().is_some_and(u8::is_ascii_alphabetic)
        && rest.iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The variables of `PJSIPNotify` and `SIPnotify` are headers of a SIP message, and never functions.
fn names_sip_headers(action: &[u8]) -> bool {
    action.eq_ignore_ascii_case(b"PJSIPNotify") || action.eq_ignore_ascii_case(b"SIPnotify")
}

pub(super) fn check_name(
    action: &[u8],
    name: &[u8],
    functions: &AllowedFunctions,
) -> Result<(), EncodeError> {
    if names_sip_headers(action) {
        let token = |&byte: &u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if !name.is_empty() && name.iter().all(token) {
            return Ok(());
        }
        return Err(EncodeError::VariableName { name: shown(name) });
    }
    if is_plain(name) {
        return Ok(());
    }
    function_name(name)?;
    if functions.allows(name) { Ok(()) } else { Err(EncodeError::VariableName { name: shown(name) }) }
}

/// Checks a header as a whole, if it carries variables in this action.
pub(super) fn check_header(
    action: &[u8],
    header: &[u8],
    value: &[u8],
    functions: &AllowedFunctions,
) -> Result<(), EncodeError> {
    if header.eq_ignore_ascii_case(b"Variables") && action.eq_ignore_ascii_case(b"Status") {
        return arguments(value).iter().try_for_each(|name| check_name(action, name, functions));
    }
    if !header.eq_ignore_ascii_case(b"Variable") {
        return Ok(());
    }
    if action.eq_ignore_ascii_case(b"Getvar") || action.eq_ignore_ascii_case(b"Setvar") {
        return check_name(action, value, functions);
    }
    for assignment in arguments(value) {
        let name = assignment.split(|&byte| byte == b'=').next().unwrap_or_default();
        check_name(action, name.trim_ascii(), functions)?;
    }
    Ok(())
}

/// Cuts at commas as Asterisk cuts arguments: not within parentheses, brackets or quotes, nor after `\`.
fn arguments(value: &[u8]) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    let mut part = Vec::new();
    let (mut round, mut square, mut quoted) = (0_usize, 0_usize, false);
    let mut bytes = value.iter().copied();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => {
                part.extend(bytes.next());
                continue;
            }
            b'"' => {
                quoted = !quoted;
                continue;
            }
            b',' if round == 0 && square == 0 && !quoted => {
                parts.push(core::mem::take(&mut part));
                continue;
            }
            b'(' => round += 1,
            b')' => round = round.saturating_sub(1),
            b'[' => square += 1,
            b']' => square = square.saturating_sub(1),
            _ => {}
        }
        part.push(byte);
    }
    parts.push(part);
    parts
}

/// `NAME=value`, with what [`arguments`] would take out of the value kept by `\`.
pub(super) fn assignment(name: &[u8], value: &[u8]) -> Vec<u8> {
    let mut assignment = name.to_vec();
    assignment.push(b'=');
    for &byte in value {
        if b"\\\",".contains(&byte) {
            assignment.push(b'\\');
        }
        assignment.push(byte);
    }
    assignment
}

fn shown(name: &[u8]) -> String {
    String::from_utf8_lossy(name).escape_debug().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_from_assignments_as_they_were() {
        for value in ["", "a", "a,b=c", "\\", "\"x\", (y, z]", "1=2", "(", "a\\,b"] {
            let pair = assignment(b"NAME", value.as_bytes());
            assert_eq!(arguments(&pair), [[b"NAME=", value.as_bytes()].concat()], "{value}");
        }
    }

    #[test]
    fn commas_cut_where_asterisk_cuts() {
        assert_eq!(arguments(b"A=1,B=2"), [b"A=1".to_vec(), b"B=2".to_vec()]);
        assert_eq!(arguments(b"F(a,b)=1,B=2"), [b"F(a,b)=1".to_vec(), b"B=2".to_vec()]);
        assert_eq!(arguments(b"A=\"1,2\",B"), [b"A=1,2".to_vec(), b"B".to_vec()]);
    }
}
