//! Chance that repeats itself, for generated cases.

/// A fixed sequence of numbers: the cases are the same in every run.
#[derive(Debug)]
pub struct Dice(pub u64);

impl Dice {
    /// The usual sequence of a test, or another one: `ROWI_SEED` is a number that is added.
    pub fn seeded(usual: u64) -> Self {
        let seed = std::env::var("ROWI_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0_u64);
        Self(usual.wrapping_add(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// A number below the limit.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    /// One of these.
    pub fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}
