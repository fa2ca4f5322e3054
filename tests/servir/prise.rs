//! The program itself, on a socket: slow clients are cut, broken ones do no harm, a stop ends well.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_clausier"))
            .args(["servir", "--adresse", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
        Self { child, address }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(15))).unwrap();
        stream
    }

    fn lives(&self) -> bool {
        let mut stream = self.connect();
        write!(stream, "GET /sante HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.starts_with("HTTP/1.1 200")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a connection is told before it is closed.
fn told(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn un_client_lent_est_coupe_et_les_autres_sont_servis() {
    let server = Server::start();
    let begun = Instant::now();
    let mut head = server.connect();
    head.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Lent: ").unwrap();
    let mut body = server.connect();
    body.write_all(b"POST /api/recommander HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 500\r\n\r\nobjet").unwrap();
    let idle: Vec<TcpStream> = (0..100).map(|_| server.connect()).collect();
    assert!(server.lives());
    assert!(begun.elapsed() < Duration::from_secs(5));
    let (head, body) = (told(head), told(body));
    assert!(head.is_empty() || head.starts_with("HTTP/1.1 408"), "{head}");
    assert!(body.starts_with("HTTP/1.1 408"), "{body}");
    assert!(body.contains("L’envoi a pris trop de temps"), "{body}");
    assert!(begun.elapsed() < Duration::from_secs(15));
    drop(idle);
    assert!(server.lives());
}

#[test]
fn des_octets_qui_ne_sont_pas_du_http_ne_font_pas_de_mal() {
    let server = Server::start();
    let long = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(200_000));
    let many: String = (0..2_000).map(|n| format!("X-{n}: y\r\n")).collect::<Vec<_>>().concat();
    let headers = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{many}\r\n");
    let requests: [&[u8]; 6] = [
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET\r\n\r\n",
        b"POST /choisir HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"POST /choisir HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n",
        long.as_bytes(),
        headers.as_bytes(),
    ];
    for request in requests {
        let mut stream = server.connect();
        let _ = stream.write_all(request);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let answer = told(stream);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
        assert!(server.lives());
    }
}

#[cfg(unix)]
#[test]
fn un_arret_demande_finit_bien() {
    let mut server = Server::start();
    assert!(server.lives());
    let asked = Command::new("kill").args(["-TERM", &server.child.id().to_string()]).status();
    assert!(asked.unwrap().success());
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}

#[test]
fn une_adresse_prise_se_dit() {
    let server = Server::start();
    let output = Command::new(env!("CARGO_BIN_EXE_clausier"))
        .args(["servir", "--adresse", &server.address])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("un autre programme l’occupe"));
}
