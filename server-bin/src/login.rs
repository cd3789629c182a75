//! Logging in to the manager interface, as a state machine: frames in, actions out.

use ami_proto::{Action, EncodeError, Frame, FrameKind};
use md5::{Digest, Md5};
use secrecy::ExposeSecret;

use crate::config::Pbx;

/// Where the login stands.
#[derive(Debug)]
pub enum Login {
    /// The challenge was asked for.
    Challenged,
    /// The answer to it was sent.
    Answered,
    /// We are in.
    Done,
}

/// What is to be done after a frame.
#[derive(Debug)]
pub enum Step {
    /// Nothing yet.
    Wait,
    /// Send this.
    Send(Action),
    /// We are in.
    In,
    /// Asterisk refuses, in its own words.
    Refused(String),
}

impl Login {
    /// Begins: the secret is not sent, but proven. Gives the action to be sent first.
    ///
    /// # Errors
    /// None that a caller could bring about: the action is always the same.
    pub fn begin() -> Result<(Self, Action), EncodeError> {
        Ok((Self::Challenged, Action::new("Challenge").header("AuthType", "MD5")?))
    }

    /// Takes what Asterisk sent after the last action; what is no response is left aside.
    ///
    /// # Errors
    /// If the user's name has a line end in it.
    pub fn handle(&mut self, frame: &Frame<'_>, pbx: &Pbx) -> Result<Step, EncodeError> {
        if frame.kind() != FrameKind::Response {
            return Ok(Step::Wait);
        }
        let succeeded = frame.get("Response") == Some(b"Success");
        let message = || frame.text("Message").unwrap_or("no reason given".into()).into_owned();
        match self {
            Self::Done => Ok(Step::Wait),
            _ if !succeeded => Ok(Step::Refused(message())),
            Self::Challenged => {
                let challenge = frame.get("Challenge").unwrap_or_default();
                *self = Self::Answered;
                let login = Action::new("Login")
                    .header("AuthType", "MD5")?
                    .header("Username", &pbx.username)?
                    .header("Key", key(challenge, pbx.password.expose_secret()))?
                    .header("Events", "on")?;
                Ok(Step::Send(login))
            }
            Self::Answered => {
                *self = Self::Done;
                Ok(Step::In)
            }
        }
    }
}

fn key(challenge: &[u8], secret: &str) -> String {
    let digest = Md5::new().chain_update(challenge).chain_update(secret).finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_the_digest_of_challenge_and_secret() {
        assert_eq!(key(b"", ""), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(key(b"hel", "lo"), "5d41402abc4b2a76b9719d911017c592");
    }

    /// What each frame brings about: the action to send, `in`, `-` for nothing, or the words of a refusal.
    fn told(bytes: &[u8]) -> Vec<String> {
        let pbx = Pbx {
            host: "10.0.0.5".into(),
            port: 5038,
            username: "callflow".into(),
            password: "lo".to_owned().into(),
            tls: crate::config::Tls::Off,
        };
        let (mut login, first) = Login::begin().unwrap();
        assert_eq!(first.encode().unwrap(), b"Action: Challenge\r\nAuthType: MD5\r\n\r\n");
        let mut steps = Vec::new();
        let mut frames = ami_proto::frames(bytes);
        while let Some(frame) = frames.next() {
            steps.push(match login.handle(&frame.unwrap(), &pbx).unwrap() {
                Step::Wait => "-".to_owned(),
                Step::Send(action) => String::from_utf8(action.encode().unwrap()).unwrap(),
                Step::In => "in".to_owned(),
                Step::Refused(message) => message,
            });
        }
        steps
    }

    const BANNER: &str = "Asterisk Call Manager/5.0.4\r\n";
    const CHALLENGE: &str = "Response: Success\r\nChallenge: hel\r\n\r\n";

    #[test]
    fn the_secret_is_proven_and_not_sent() {
        let welcome = "Response: Success\r\nMessage: Authentication accepted\r\n\r\n";
        let steps = told(format!("{BANNER}{CHALLENGE}{welcome}{welcome}").as_bytes());
        let answer = "Action: Login\r\nAuthType: MD5\r\nUsername: callflow\r\n\
                      Key: 5d41402abc4b2a76b9719d911017c592\r\nEvents: on\r\n\r\n";
        assert_eq!(steps, ["-", answer, "in", "-"]);
    }

    #[test]
    fn a_refusal_is_told_in_the_words_of_asterisk() {
        let refusal = "Response: Error\r\nMessage: Authentication failed\r\n\r\n";
        assert_eq!(told(refusal.as_bytes()), ["Authentication failed"]);
        assert_eq!(told(format!("{CHALLENGE}{refusal}").as_bytes())[1..], ["Authentication failed"]);
        assert_eq!(told(b"Response: Error\r\n\r\n"), ["no reason given"]);
    }

    #[test]
    fn events_are_no_answers() {
        assert_eq!(told(b"Event: FullyBooted\r\nStatus: Fully Booted\r\n\r\n"), ["-"]);
    }
}
