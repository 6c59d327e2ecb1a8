//! Content models as railroad diagrams: SVG that links to the pages of elements, and says in words what it shows.

use railroad::{
    Choice, Comment, Diagram, Empty, LabeledBox, Link, Node as Drawn, NonTerminal, Optional, Repeat, Sequence,
    SimpleEnd, SimpleStart, Stack, Terminal,
};

use super::model::Node;
use super::words;

/// Wider groups than this are stacked.
const MAX_IN_LINE: usize = 3;
/// Larger models are told in words only: nobody reads such a diagram.
const MAX_DRAWN: usize = 220;

/// The diagram; `None` where there is nothing to draw, or too much.
pub(super) fn svg(content: &Node, name: &str) -> Option<String> {
    let size = size(content);
    if matches!(content, Node::Empty | Node::NotAllowed) || size > MAX_DRAWN {
        return None;
    }
    // the definition around all of it says nothing
    let inner = if let Node::Named { member, .. } = content { member } else { content };
    let body: Vec<Box<dyn Drawn>> = vec![Box::new(SimpleStart), draw(inner), Box::new(SimpleEnd)];
    let mut diagram = Diagram::new(Sequence::new(body));
    // no image: its links are to be reached
    diagram.attr("role".to_owned()).or_insert("group".to_owned());
    let words = format!("{name}: {}", words::content(content));
    diagram.attr("aria-label".to_owned()).or_insert(words.replace('`', ""));
    Some(sized(&diagram.to_string()))
}

/// The drawing says its size by its view box only, and would fill the page.
fn sized(svg: &str) -> String {
    let size = || {
        let (_, rest) = svg.split_once("viewBox=\"")?;
        let mut numbers = rest.split('"').next()?.split_whitespace().skip(2);
        Some((numbers.next()?.to_owned(), numbers.next()?.to_owned()))
    };
    match size() {
        Some((width, height)) => svg.replacen("<svg ", &format!("<svg width=\"{width}\" height=\"{height}\" "), 1),
        None => svg.to_owned(),
    }
}

fn size(node: &Node) -> usize {
    match node {
        Node::Group { members } | Node::Interleave { members } | Node::Choice { members } => {
            members.iter().map(size).sum::<usize>() + 1
        }
        Node::Optional { member }
        | Node::OneOrMore { member }
        | Node::ZeroOrMore { member }
        | Node::List { member }
        | Node::Named { member, .. } => size(member) + 1,
        _ => 1,
    }
}

fn draw(node: &Node) -> Box<dyn Drawn> {
    let all = |members: &[Node]| -> Vec<Box<dyn Drawn>> { members.iter().map(draw).collect() };
    let in_order = |members: &[Node]| -> Box<dyn Drawn> {
        if members.len() > MAX_IN_LINE {
            Box::new(Stack::new(all(members)))
        } else {
            Box::new(Sequence::new(all(members)))
        }
    };
    match node {
        Node::Empty => Box::new(Empty),
        Node::NotAllowed => Box::new(Comment::new("not allowed".to_owned())),
        Node::Text => Box::new(NonTerminal::new("text".to_owned())),
        Node::Data { words, .. } => Box::new(NonTerminal::new(shortened(&words.replace('`', "")))),
        Node::Value { value } => Box::new(Terminal::new(shortened(value))),
        Node::Element { id, name } => Box::new(Link::new(NonTerminal::new(name.clone()), format!("{id}.html"))),
        Node::Group { members } => in_order(members),
        Node::Interleave { members } => {
            Box::new(LabeledBox::new(in_order(members), Comment::new("in any order".to_owned())))
        }
        Node::Choice { members } => Box::new(Choice::new(all(members))),
        Node::Optional { member } => Box::new(Optional::new(draw(member))),
        Node::OneOrMore { member } => Box::new(Repeat::new(draw(member), Empty)),
        Node::ZeroOrMore { member } => Box::new(Optional::new(Repeat::new(draw(member), Empty))),
        Node::List { member } => {
            Box::new(LabeledBox::new(draw(member), Comment::new("separated by white space".to_owned())))
        }
        Node::Named { name, member } => Box::new(LabeledBox::new(draw(member), Comment::new(name.clone()))),
        Node::More { .. } => Box::new(Comment::new("and more".to_owned())),
    }
}

fn shortened(text: &str) -> String {
    const MOST: usize = 48;
    if text.chars().count() <= MOST { text.to_owned() } else { text.chars().take(MOST - 1).chain(['…']).collect() }
}
