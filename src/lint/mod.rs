//! Lint rules and the framework that runs them.
