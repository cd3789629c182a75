//! `callflow user`: users in the database, for whoever has it.

use std::io::{self, BufWriter, Write};
use std::sync::Arc;

use anyhow::anyhow;
use callflow_accounts::Role;
use callflow_accounts::rights::Actor;
use callflow_accounts::service::{Accounts, Error, Origin, Settings};
use callflow_accounts::store::ListQuery;
use callflow_accounts::token::{SigningKeys, random_secret};
use callflow_accounts::user::{Profile, User, UserName};
use callflow_core::Timestamp;
use callflow_core::store::{MAX_LIMIT, Sort};
use callflow_server::stores::{self, AnyStore};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use crate::cli::{
    DatabaseArgs, Format, NamedUser, RoleArg, UserAddArgs, UserArgs, UserCommand, UserListArgs,
    UserRemoveArgs, UserResetArgs,
};
use crate::database::{self, DatabaseUrl};
use crate::failure::Failure;
use crate::now::now;
use crate::output::json;

/// Runs the command.
pub(crate) fn run(args: &UserArgs) -> Result<(), Failure> {
    match &args.command {
        UserCommand::List(args) => list(args),
        UserCommand::Add(args) => add(args),
        UserCommand::Reset(args) => reset(args),
        UserCommand::Remove(args) => remove(args),
    }
}

/// The store and what decides about accounts in it.
struct Opened {
    store: Arc<dyn AnyStore>,
    accounts: Accounts,
}

impl Opened {
    async fn new(url: &DatabaseUrl) -> Result<Self, Failure> {
        let store = stores::open(url.expose()).await.map_err(database::cannot_open)?;
        // Nobody signs in here, so the key signs nothing.
        let keys = random_secret().map_err(work)?;
        let keys = SigningKeys::new(keys, []).map_err(work)?;
        let accounts = Accounts::new(store.clone(), keys, Settings::default()).map_err(work)?;
        Ok(Self { store, accounts })
    }

    async fn close(self) -> Result<(), Failure> {
        self.store.close().await.map_err(database::failed)
    }

    async fn named(&self, named: &NamedUser) -> Result<User, Failure> {
        let name = UserName::parse(&named.name).map_err(|error| Failure::Input(error.into()))?;
        let found = self.store.account_named(&named.tenant, &name).await.map_err(database::failed)?;
        found.map(|account| account.user).ok_or_else(|| {
            Failure::Input(anyhow!(
                "{name}: there is no such user of the tenant {}; see `callflow user list`",
                named.tenant
            ))
        })
    }
}

fn work(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::Work(error.into())
}

fn refused(error: Error) -> Failure {
    match error {
        Error::Store(error) => database::failed(error),
        error @ (Error::Invalid(_) | Error::NameTaken | Error::NotFound | Error::Refused(_)) => {
            Failure::Input(error.into())
        }
        error => work(error),
    }
}

fn list(args: &UserListArgs) -> Result<(), Failure> {
    let url = DatabaseUrl::existing(&args.database)?;
    let users = database::block_on(async {
        let opened = Opened::new(&url).await?;
        let mut query = ListQuery::default();
        (query.limit, query.sort) = (MAX_LIMIT, Sort::OldestFirst);
        let mut users = Vec::new();
        loop {
            let page = opened.accounts.store().users(&query).await.map_err(database::failed)?;
            users.extend(page.items);
            query.cursor = page.next_cursor;
            if query.cursor.is_none() {
                break;
            }
        }
        opened.close().await?;
        Ok(users)
    })?;
    let mut out = BufWriter::new(io::stdout().lock());
    let written = match args.format {
        Format::Json => json::document(&mut out, &serde_json::json!({ "users": users })),
        Format::Table => users.iter().try_for_each(|user| line(&mut out, user)),
    };
    written.and_then(|()| out.flush()).map_err(Failure::output)
}

fn line(out: &mut impl Write, user: &User) -> io::Result<()> {
    let mut marks = Vec::new();
    if user.spans_tenants {
        marks.push("all tenants");
    }
    if user.must_change_password {
        marks.push("must change its password");
    }
    if user.disabled {
        marks.push("disabled");
    }
    writeln!(out, "{:<24} {:<16} {:<14} {}", user.name, user.tenant, user.role.to_string(), marks.join(", "))
}

/// A user with the password that it has to change.
#[derive(Serialize)]
struct Told<'t> {
    user: &'t User,
    one_time_password: &'t str,
}

fn tell(user: &User, password: &SecretString, format: Format) -> Result<(), Failure> {
    let told = Told { user, one_time_password: password.expose_secret() };
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        Format::Json => json::document(&mut out, &told),
        Format::Table => writeln!(out, "user {}\none-time password {}", user.name, told.one_time_password),
    }
    .and_then(|()| out.flush())
    .map_err(Failure::output)
}

fn add(args: &UserAddArgs) -> Result<(), Failure> {
    let name = UserName::parse(&args.user.name).map_err(|error| Failure::Input(error.into()))?;
    let role = match args.role {
        RoleArg::Agent => Role::Agent,
        RoleArg::Supervisor => Role::Supervisor,
        RoleArg::Administrator => Role::Administrator,
    };
    let mut profile = Profile::new(name, role);
    if let Some(display_name) = &args.display_name {
        profile.display_name = display_name.as_str().into();
    }
    profile.numbers = args.numbers.iter().map(|number| number.as_str().into()).collect();
    profile.queues = args.queues.iter().map(|queue| queue.as_str().into()).collect();
    profile.spans_tenants = args.all_tenants;
    let (user, password) = with(&args.database, async |opened| {
        let new = (Some(&*args.user.tenant), profile, None);
        let made = opened.accounts.create_user(&Actor::System, new, &Origin::default(), now()).await;
        made.map_err(refused)
    })?;
    match password {
        Some(password) => tell(&user, &password, args.format),
        None => Ok(()),
    }
}

fn reset(args: &UserResetArgs) -> Result<(), Failure> {
    let (user, password) = with(&args.database, async |opened| {
        let user = opened.named(&args.user).await?;
        let now: Timestamp = now();
        let reset = opened.accounts.reset_password(&Actor::System, &user.id, &Origin::default(), now).await;
        Ok((user, reset.map_err(refused)?))
    })?;
    tell(&user, &password, args.format)
}

fn remove(args: &UserRemoveArgs) -> Result<(), Failure> {
    with(&args.database, async |opened| {
        let user = opened.named(&args.user).await?;
        let gone = opened.accounts.remove_user(&Actor::System, &user.id, &Origin::default(), now()).await;
        gone.map_err(refused)
    })
}

/// Opens the database, which is there, and closes it in order.
fn with<T>(args: &DatabaseArgs, work: impl AsyncFnOnce(&Opened) -> Result<T, Failure>) -> Result<T, Failure> {
    let url = DatabaseUrl::existing(args)?;
    database::block_on(async {
        let opened = Opened::new(&url).await?;
        let done = work(&opened).await;
        opened.close().await?;
        done
    })
}
