//! Reads a recipe, doubles it, writes it.

mod recipe {
    #![allow(dead_code)]
    include!(concat!(env!("OUT_DIR"), "/recipe.rs"));
}

use std::num::NonZeroU64;

use recipe::{Recipe, StepContent};
use rowi::types::{parse, to_xml, xsd::Decimal};

// A `xsd:positiveInteger` is a number that cannot be 0.
const TWO: NonZeroU64 = NonZeroU64::new(2).unwrap();

const TOAST: &str = r#"<recipe name="Toast" serves="1">
  <ingredient amount="2" unit="piece">bread</ingredient>
  <ingredient amount="10.5" unit="g">butter</ingredient>
  <step>Toast the <use>bread</use> for <minutes>3</minutes> minutes.</step>
</recipe>"#;

fn main() {
    let mut toast: Recipe = parse(TOAST).expect("a recipe");
    toast.serves = toast.serves.and_then(|people| people.checked_mul(TWO));
    for ingredient in &mut toast.ingredient {
        let amount: f64 = ingredient.amount.parse().expect("a decimal number is a number");
        ingredient.amount = Decimal::new((amount * 2.0).to_string()).expect("a number is a decimal number");
    }
    for part in toast.step.iter().flat_map(|step| &step.content) {
        if let StepContent::Minutes(minutes) = part {
            eprintln!("takes {minutes} minutes");
        }
    }
    print!("{}", to_xml(&toast));

    let mistakes = parse::<Recipe>(r#"<recipe nme="Toast"><step>Go</step></recipe>"#).unwrap_err();
    for mistake in mistakes {
        eprintln!("{mistake}");
    }
}
