//! How far a right reaches, and what that makes of questions to the store.

mod calls;
mod rows;

use std::collections::BTreeSet;
use std::sync::Arc;

use callflow_core::store::Scope;

pub use self::calls::{calls_within, statistics_within};
use crate::user::User;

/// Which tenants somebody answers for.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Tenants {
    /// All of them.
    All,
    /// This one.
    One(Arc<str>),
}

impl Tenants {
    /// Whether this tenant is one of them.
    #[must_use]
    pub fn holds(&self, tenant: &str) -> bool {
        match self {
            Self::All => true,
            Self::One(one) => **one == *tenant,
        }
    }

    /// The one tenant, if it is one.
    #[must_use]
    pub fn one(&self) -> Option<&Arc<str>> {
        match self {
            Self::All => None,
            Self::One(one) => Some(one),
        }
    }
}

/// How far a right reaches.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Reach {
    /// What these numbers have part in: the user's own.
    Own {
        /// Of this tenant.
        tenant: Arc<str>,
        /// Extensions and agent numbers.
        numbers: BTreeSet<Arc<str>>,
    },
    /// That, and what happens in these queues.
    Queues {
        /// Of this tenant.
        tenant: Arc<str>,
        /// Extensions and agent numbers.
        numbers: BTreeSet<Arc<str>>,
        /// Names of queues.
        queues: BTreeSet<Arc<str>>,
    },
    /// Everything of one tenant.
    Tenant(Arc<str>),
    /// Everything of all tenants.
    Everything,
}

impl Reach {
    pub(crate) fn own(user: &User) -> Self {
        Self::Own { tenant: user.tenant.clone(), numbers: user.numbers.clone() }
    }

    pub(crate) fn queues(user: &User) -> Self {
        Self::Queues {
            tenant: user.tenant.clone(),
            numbers: user.numbers.clone(),
            queues: user.queues.clone(),
        }
    }

    pub(crate) fn of_tenant(tenant: &Arc<str>, spans_tenants: bool) -> Self {
        if spans_tenants { Self::Everything } else { Self::Tenant(tenant.clone()) }
    }

    /// Which tenants it reaches into.
    #[must_use]
    pub fn tenants(&self) -> Tenants {
        match self {
            Self::Own { tenant, .. } | Self::Queues { tenant, .. } | Self::Tenant(tenant) => {
                Tenants::One(tenant.clone())
            }
            Self::Everything => Tenants::All,
        }
    }

    /// What is left of a scope that somebody asks for; `None` where nothing is, because it is another tenant's.
    #[must_use]
    pub fn scope(&self, asked: &Scope) -> Option<Scope> {
        let tenant = match self.tenants() {
            Tenants::All => asked.tenant.clone(),
            Tenants::One(own) if asked.tenant.as_ref().is_none_or(|asked| *asked == own) => Some(own),
            Tenants::One(_) => return None,
        };
        Some(Scope { tenant, pbx: asked.pbx.clone() })
    }

    /// Whether it is the whole of a tenant, or more.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        matches!(self, Self::Tenant(_) | Self::Everything)
    }

    /// The numbers that are the user's own; empty where it is the whole of a tenant.
    #[must_use]
    pub fn numbers(&self) -> &BTreeSet<Arc<str>> {
        match self {
            Self::Own { numbers, .. } | Self::Queues { numbers, .. } => numbers,
            Self::Tenant(_) | Self::Everything => const { &BTreeSet::new() },
        }
    }

    /// The queues that are seen; empty where it is the whole of a tenant.
    #[must_use]
    pub fn seen_queues(&self) -> &BTreeSet<Arc<str>> {
        match self {
            Self::Queues { queues, .. } => queues,
            Self::Own { .. } | Self::Tenant(_) | Self::Everything => const { &BTreeSet::new() },
        }
    }
}
