//! ISO Schematron, stand-alone or embedded in a RELAX NG schema.
