//! `callflow init`: a configuration that works, and what Asterisk's own must say.

mod answers;
mod ari_conf;
mod file;

use std::io::{self, Write};

use callflow_accounts::token::random_secret;
use secrecy::ExposeSecret;

use self::answers::Answers;
use crate::cli::InitArgs;
use crate::failure::Failure;
use crate::manager_conf::{ManagerUser, Purpose};

/// Runs the command.
pub(crate) fn run(args: &InitArgs) -> Result<(), Failure> {
    // Before anything is asked: the answers would be for nothing.
    if args.output.exists() && !args.replace {
        return Err(Failure::input(
            args.output.display(),
            "is there already; --replace takes its place, and --output names another file",
        ));
    }
    let answers = Answers::of(args)?;
    let made = || random_secret().map_err(|error| Failure::Work(error.into()));
    let (secret, machine_key) = (made()?, made()?);
    // A secret of its own: whoever gets one has not got the other.
    let ari = answers.ari.then(made).transpose()?;
    let ari = ari.as_ref().map(|secret| secret.expose_secret());
    let text = file::text(&answers, secret.expose_secret(), ari, machine_key.expose_secret());
    file::check(&args.output, &text)?;
    file::write(&args.output, &text, args.replace)?;

    let user = ManagerUser {
        name: &answers.username,
        secret: secret.expose_secret(),
        from: answers.from,
        purpose: answers.purpose,
    };
    let mut out = io::stdout().lock();
    let written = tell(&mut out, args, &user).and_then(|()| match ari {
        Some(password) => writeln!(out, "\n{}", ari_conf::told(&answers.username, password)),
        None => Ok(()),
    });
    written.and_then(|()| out.flush()).map_err(Failure::output)
}

/// What the rights are good for, and where others are explained.
const fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Watch => "The user may ask how things are, and change nothing.",
        Purpose::Act => "The user may make, move and end calls, and change who is in a queue.",
        Purpose::Record => {
            "The user may also begin recordings, for which `system` is needed: that allows to stop Asterisk, too."
        }
    }
}

fn tell(out: &mut impl Write, args: &InitArgs, user: &ManagerUser<'_>) -> io::Result<()> {
    let file = args.output.display();
    writeln!(out, "{file} is written; nobody but you may read it.\n")?;
    writeln!(out, "On the Asterisk, in /etc/asterisk/manager.conf (FreePBX: manager_custom.conf), then")?;
    writeln!(out, "`asterisk -rx 'manager reload'`:\n")?;
    for line in user.section().lines() {
        writeln!(out, "{}", format!("    {line}").trim_end())?;
    }
    writeln!(
        out,
        "\nThere is a [general] already: change that one, for Asterisk passes over a second one. In a file that is"
    )?;
    writeln!(out, "included (FreePBX) write [general](+), which adds to it. {}", purpose(user.purpose))?;
    writeln!(out, "\nThen here:\n")?;
    writeln!(out, "    callflow doctor --config {file}      # whether all of that is so")?;
    writeln!(out, "    callflowd --config {file}")?;
    writeln!(out, "    callflow top --config {file}         # in another terminal")
}
