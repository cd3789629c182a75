//! A report as an e-mail.

use lettre::address::AddressError;
use lettre::message::header::{ContentType, ContentTypeErr};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};

/// Hands e-mails to a mail server, over a connection each.
#[derive(Clone, Debug)]
pub(crate) struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Why an e-mail was not sent, or cannot be.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MailError {
    /// With what the server said, if it did.
    #[error("the mail server has not taken it: {0}")]
    Server(#[from] smtp::Error),
    #[error("no e-mail can be made of it: {0}")]
    Form(#[from] lettre::error::Error),
    #[error("no e-mail can be made of it: {0}")]
    Kind(#[from] ContentTypeErr),
}

/// What is sent.
#[derive(Debug)]
pub(super) struct Letter<'l> {
    pub(super) to: &'l [Mailbox],
    /// The same for the same report, so that a mailbox that gets it twice can tell.
    pub(super) id: String,
    pub(super) subject: String,
    pub(super) text: String,
    /// The name of the attachment, and its type.
    pub(super) file: (String, String),
    pub(super) content: Vec<u8>,
}

/// Who e-mails are from.
pub(crate) fn sender(text: &str) -> Result<Mailbox, AddressError> {
    text.parse()
}

impl Mailer {
    /// By way of the server that the URL names.
    pub(crate) fn new(url: &SecretString, from: Mailbox) -> Result<Self, MailError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret())?.build();
        Ok(Self { transport, from })
    }

    /// Hands it over.
    pub(super) async fn send(&self, letter: Letter<'_>) -> Result<(), MailError> {
        let Letter { to, id, subject, text, file: (name, kind), content } = letter;
        let mut message = Message::builder().from(self.from.clone());
        for to in to {
            message = message.to(to.clone());
        }
        let attachment = Attachment::new(name).body(content, ContentType::parse(&kind)?);
        let parts = MultiPart::mixed().singlepart(SinglePart::plain(text)).singlepart(attachment);
        let message = message.message_id(Some(id)).subject(subject).date_now().multipart(parts)?;
        self.transport.send(message).await?;
        Ok(())
    }
}
