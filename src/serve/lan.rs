//! The preview for a telephone in the same network: an address with a token that is good once, as a QR code.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::{Mutex, PoisonError};

use fast_qr::qr::QRBuilder;

/// So many devices are let in at once; the first of them goes when another comes.
const DEVICES: usize = 8;

/// Who of the network is let in.
pub struct Lan {
    address: IpAddr,
    port: u16,
    inside: Mutex<Inside>,
}

struct Inside {
    token: String,
    cookies: Vec<String>,
    /// Called with every new invitation.
    invite: Box<dyn Fn(&Invitation) + Send>,
}

/// How a device comes in.
pub struct Invitation {
    /// The address, good once.
    pub address: String,
    /// The same as a picture of text.
    pub code: String,
}

impl Lan {
    /// Opens the preview to the network; every invitation is handed to `invite`.
    pub(super) fn open(port: u16, invite: Box<dyn Fn(&Invitation) + Send>) -> Option<Lan> {
        let inside = Inside { token: secret(), cookies: Vec::new(), invite };
        Some(Lan { address: own_address()?, port, inside: Mutex::new(inside) })
    }

    /// Shows how to come in.
    pub(super) fn invite(&self) {
        let inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        (inside.invite)(&self.invitation(&inside.token));
    }

    fn invitation(&self, token: &str) -> Invitation {
        let address = format!("http://{}/_kazipot/in/{token}", SocketAddr::new(self.address, self.port));
        let code = QRBuilder::new(address.as_str()).build().map(|code| code.to_str()).unwrap_or_default();
        Invitation { address, code }
    }

    /// Lets in who brings the token: it is used up, and a cookie stands for it from now on.
    pub(super) fn admit(&self, token: &str) -> Option<String> {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        if !same(token, &inside.token) {
            return None;
        }
        let cookie = secret();
        if inside.cookies.len() == DEVICES {
            inside.cookies.remove(0);
        }
        inside.cookies.push(cookie.clone());
        inside.token = secret();
        (inside.invite)(&self.invitation(&inside.token));
        Some(cookie)
    }

    /// Whether a device was let in.
    pub(super) fn knows(&self, cookie: &str) -> bool {
        let inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.cookies.iter().any(|known| same(known, cookie))
    }
}

/// Whether two secrets are the same; how long that takes tells nothing of where they differ.
fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

/// 128 bits that nobody can guess: the standard library seeds its hashers from the system's source of randomness.
fn secret() -> String {
    let half = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", half(), half())
}

/// The address of this machine in its network. No packet is sent: the system is asked by which way one would go.
fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // An address for documentation (RFC 5737): nobody has it.
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_unspecified() && !address.is_loopback()).then_some(address)
}
