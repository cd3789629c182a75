use super::*;

const NOW: i64 = 1_795_197_600;

fn now(seconds: i64) -> Timestamp {
    at(NOW + seconds)
}

fn key(letter: char) -> SecretString {
    letter.to_string().repeat(32).into()
}

fn tokens(current: char, older: &[char]) -> AccessTokens {
    let keys = SigningKeys::new(key(current), older.iter().map(|it| key(*it))).unwrap();
    AccessTokens::new(keys, Duration::from_secs(600))
}

fn token(tokens: &AccessTokens) -> String {
    let who = (&UserId::new("u1"), &SessionId::new("s1"));
    tokens.issue(who, "default", Role::Supervisor, now(0)).expose_secret().to_owned()
}

/// A token of these texts, signed with this key as if it were ours.
fn signed(header: &str, payload: &str, by: char) -> String {
    let text = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
    let signature = Key::new(key(by)).unwrap().mac(&text).finalize().into_bytes();
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn text_of(token: &str, part: usize) -> String {
    let bytes = URL_SAFE_NO_PAD.decode(token.split('.').nth(part).unwrap()).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// RFC 7515, appendix A.1.
#[test]
fn the_signature_is_that_of_the_standard() {
    let secret = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    let mut mac = keyed(&URL_SAFE_NO_PAD.decode(secret).unwrap());
    mac.update(
        b"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
    );
    let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    assert_eq!(signature, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
}

#[test]
fn a_token_says_who_it_is_until_its_time_is_over() {
    let tokens = tokens('a', &[]);
    let token = token(&tokens);
    let claims = tokens.read(&token, now(0)).unwrap();
    assert_eq!((claims.user.as_str(), claims.session.as_str(), &*claims.tenant), ("u1", "s1", "default"));
    assert_eq!((claims.role, claims.issued_at, claims.expires_at), (Role::Supervisor, now(0), now(600)));
    for (seconds, want) in [
        (-6, Some(TokenError::NotYet)),
        (-5, None),
        (599, None),
        (604, None),
        (605, Some(TokenError::Expired)),
        (1_000_000, Some(TokenError::Expired)),
    ] {
        assert_eq!(tokens.read(&token, now(seconds)).err(), want, "after {seconds} s");
    }
}

#[test]
fn no_other_algorithm_counts() {
    let tokens = tokens('a', &[]);
    let good = token(&tokens);
    let payload = text_of(&good, 1);
    let kid = Key::new(key('a')).unwrap().id;
    for header in [
        r#"{"alg":"none"}"#.to_owned(),
        r#"{"alg":"none","typ":"JWT"}"#.to_owned(),
        format!(r#"{{"alg":"none","typ":"JWT","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"None","typ":"JWT","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"hs256","typ":"JWT","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"HS512","typ":"JWT","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"RS256","typ":"JWT","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"HS256","typ":"JWE","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"HS256","kid":"{kid}","crit":["exp"]}}"#),
        format!(r#"{{"alg":"HS256","kid":"{kid}","jwk":{{"k":"YQ"}}}}"#),
        format!(r#"{{"alg":"HS256","alg":"none","kid":"{kid}"}}"#),
        "{}".to_owned(),
        "x".to_owned(),
    ] {
        let forged = signed(&header, &payload, 'a');
        assert_eq!(tokens.read(&forged, now(0)).err(), Some(TokenError::Malformed), "{header}");
        let (unsigned, _) = forged.rsplit_once('.').unwrap();
        assert!(tokens.read(&format!("{unsigned}."), now(0)).is_err(), "{header}");
    }
    assert!(
        tokens.read(&signed(&text_of(&good, 0), &payload, 'a'), now(0)).is_ok(),
        "the test signs as we do"
    );
}

#[test]
fn a_foreign_key_signs_nothing() {
    let ours = tokens('a', &[]);
    let foreign = token(&tokens('b', &[]));
    assert_eq!(ours.read(&foreign, now(0)).err(), Some(TokenError::UnknownKey));
    // It may name our key; that does not make it sign.
    let good = token(&ours);
    let forged = signed(&text_of(&good, 0), &text_of(&good, 1), 'b');
    assert_eq!(ours.read(&forged, now(0)).err(), Some(TokenError::Forged));
    let nameless = signed(r#"{"alg":"HS256","typ":"JWT"}"#, &text_of(&good, 1), 'a');
    assert_eq!(ours.read(&nameless, now(0)).err(), Some(TokenError::UnknownKey));
}

#[test]
fn every_bit_of_a_token_counts() {
    let tokens = tokens('a', &[]);
    let good = token(&tokens);
    for place in 0..good.len() {
        let mut bytes = good.clone().into_bytes();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        assert!(tokens.read(&changed, now(0)).is_err(), "byte {place}");
    }
    for wrong in [
        "",
        ".",
        "..",
        "a.b.c",
        &format!("{good}.x"),
        &format!("{good}="),
        &format!(" {good}"),
        &"a".repeat(5_000),
    ] {
        assert_eq!(tokens.read(wrong, now(0)).err(), Some(TokenError::Malformed), "{wrong}");
    }
}

#[test]
fn a_token_for_another_program_is_none() {
    let tokens = tokens('a', &[]);
    let good = token(&tokens);
    let (header, payload) = (text_of(&good, 0), text_of(&good, 1));
    for (from, to) in [("\"callflow\"", "\"other\""), ("callflow-api", "other-api"), ("supervisor", "root")] {
        let changed = signed(&header, &payload.replace(from, to), 'a');
        assert_eq!(tokens.read(&changed, now(0)).err(), Some(TokenError::Malformed), "{to}");
    }
}

#[test]
fn keys_are_changed_without_signing_anybody_out() {
    let old = token(&tokens('a', &[]));
    assert!(tokens('b', &['a']).read(&old, now(0)).is_ok());
    assert_eq!(tokens('b', &[]).read(&old, now(0)).err(), Some(TokenError::UnknownKey));
    let new = token(&tokens('b', &['a']));
    assert!(tokens('b', &[]).read(&new, now(0)).is_ok());
    assert!(tokens('a', &[]).read(&new, now(0)).is_err());
}

#[test]
fn a_short_key_is_refused_and_no_key_is_shown() {
    let error = SigningKeys::new("a".repeat(31).into(), []).unwrap_err();
    assert_eq!(error, WeakKey { found: 31 });
    assert!(error.to_string().contains("at least 32 bytes"), "{error}");
    assert!(SigningKeys::new(key('a'), [SecretString::from("short")]).is_err());
    let shown = format!("{:?}", tokens('a', &['b']));
    assert!(!shown.contains("aaaa") && !shown.contains("bbbb"), "{shown}");
}
