//! Hashing for tables whose keys nobody chooses against it: words of rules, or as many keys as are remembered at most.

use std::hash::{BuildHasherDefault, Hasher};

/// For maps.
pub(crate) type Quickly = BuildHasherDefault<Quick>;

/// A hash of a few instructions a word.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Quick(u64);

impl Quick {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some((first, next)) = rest.split_first_chunk() {
            self.add(u64::from_le_bytes(*first));
            rest = next;
        }
        self.add(rest.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte)));
    }

    fn write_u8(&mut self, byte: u8) {
        self.add(u64::from(byte));
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}
