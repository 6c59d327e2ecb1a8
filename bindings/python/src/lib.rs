//! rowi in a Python process: functions and classes over the library, with the interpreter's lock released while an
//! engine works.

use std::path::{Path, PathBuf};

use pyo3::exceptions::{PyKeyError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use rowi::analysis;
use rowi::diagnostic::{Diagnostic, Errors, has_errors};
use rowi::files::FileLoader;
use rowi::rng;
use rowi::text::{Loader, PatchedLoader, SourceId, Sources};
use rowi::upgrade::{Options, upgrade as upgrade_source};
use rowi::xml::{self, QName};
use rowi::xpath::Value;
use rowi::xslt;

pyo3::create_exception!(_native, RowiError, PyValueError, "A schema, stylesheet or document is refused.");

fn refused(why: impl std::fmt::Display) -> PyErr {
    RowiError::new_err(why.to_string())
}

/// What is wrong, where, why.
#[pyclass(frozen, get_all, module = "rowi_native")]
struct Finding {
    /// In kebab case.
    name: String,
    /// `error`, `warning` or `note`.
    severity: String,
    /// The headline.
    message: String,
    /// What is written under the place; often empty.
    label: String,
    /// The file.
    file: String,
    /// Line and column, from 1.
    start: (usize, usize),
    /// Line and column behind it.
    end: (usize, usize),
    /// Offsets in bytes.
    range: (usize, usize),
    /// Why, and what would be right.
    notes: Vec<String>,
    /// What would be allowed, nearest first.
    expected: Vec<String>,
    /// What to do.
    fix: Option<String>,
}

#[pymethods]
impl Finding {
    fn __str__(&self) -> String {
        let reason = if self.label.is_empty() { String::new() } else { format!(": {}", self.label) };
        let (line, column) = self.start;
        format!("{}:{line}:{column}: {}[{}] {}{reason}", self.file, self.severity, self.name, self.message)
    }

    fn __repr__(&self) -> String {
        format!("<Finding {}>", self.__str__())
    }
}

fn findings(found: Vec<Diagnostic>, sources: &Sources) -> Vec<Finding> {
    let one = |one: Diagnostic| {
        let source = sources.find(one.primary.source);
        let place = |offset: u32| {
            source.map_or((1, 1), |source| {
                let place = source.line_column(offset as usize);
                (place.line, place.column)
            })
        };
        Finding {
            start: place(one.primary.start),
            end: place(one.primary.end),
            range: (one.primary.start as usize, one.primary.end as usize),
            file: source.map(|source| source.name.clone()).unwrap_or_default(),
            name: one.name.to_string(),
            severity: one.severity.as_str().to_owned(),
            message: one.message.into(),
            label: one.primary_label,
            notes: one.notes,
            expected: one.expected,
            fix: one.fixes.into_iter().next().map(|fix| fix.title),
        }
    };
    found.into_iter().map(one).collect()
}

/// Text or bytes.
#[derive(FromPyObject)]
enum Input {
    Text(String),
    Bytes(Vec<u8>),
}

impl Input {
    fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.into_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    fn add(self, name: &str, sources: &mut Sources) -> PyResult<SourceId> {
        match self {
            Self::Text(text) => Ok(sources.add(name, text)),
            Self::Bytes(bytes) => sources.add_bytes(name, &bytes).map_err(|(_, why)| refused(why)),
        }
    }
}

/// A RELAX NG schema.
#[pyclass(frozen, module = "rowi_native")]
struct Schema(rng::Schema);

impl Schema {
    fn judge(&self, id: SourceId, sources: Sources) -> Vec<Finding> {
        let source = sources.get(id);
        let parsed = xml::parse_with_entities(source, &FileLoader::beside(source.path()));
        let mut found = parsed.diagnostics;
        if !has_errors(&found) {
            found.extend(self.0.validate(&parsed.document));
        }
        findings(found, &sources)
    }
}

#[pymethods]
impl Schema {
    #[new]
    fn new(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        py.detach(|| rng::Schema::load(&path, &FileLoader::beside(&path))).map(Self).map_err(refused)
    }

    #[staticmethod]
    fn from_text(py: Python<'_>, text: &str) -> PyResult<Self> {
        py.detach(|| text.parse()).map(Self).map_err(|why: Errors| refused(why))
    }

    #[pyo3(signature = (text, name = "document.xml"))]
    fn validate(&self, py: Python<'_>, text: Input, name: &str) -> PyResult<Vec<Finding>> {
        py.detach(|| {
            let mut sources = Sources::new();
            let id = text.add(name, &mut sources)?;
            Ok(self.judge(id, sources))
        })
    }

    fn validate_file(&self, py: Python<'_>, path: PathBuf) -> PyResult<Vec<Finding>> {
        py.detach(|| {
            let mut sources = Sources::new();
            let id = Input::Bytes(read(&path)?).add(&path.to_string_lossy(), &mut sources)?;
            Ok(self.judge(id, sources))
        })
    }
}

fn read(path: &Path) -> PyResult<Vec<u8>> {
    FileLoader::beside(path).read(path).map_err(|why| refused(format!("cannot read {}: {why}", path.display())))
}

/// An XSLT 1.0 stylesheet.
#[pyclass(frozen, module = "rowi_native")]
struct Stylesheet(xslt::Stylesheet);

#[pymethods]
impl Stylesheet {
    #[new]
    fn new(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        py.detach(|| {
            let mut sources = Sources::new();
            let id = Input::Bytes(read(&path)?).add(&path.to_string_lossy(), &mut sources)?;
            let compiled = xslt::compile(id, &mut sources, &FileLoader::beside(&path));
            let diagnostics = compiled.diagnostics;
            compiled.stylesheet.map(Self).ok_or_else(|| refused(Errors::new(diagnostics, sources)))
        })
    }

    #[staticmethod]
    fn from_text(py: Python<'_>, text: &str) -> PyResult<Self> {
        py.detach(|| text.parse()).map(Self).map_err(|why: Errors| refused(why))
    }

    #[pyo3(signature = (text, **parameters))]
    fn apply(&self, py: Python<'_>, text: Input, parameters: Option<&Bound<'_, PyDict>>) -> PyResult<String> {
        let mut given = Vec::new();
        for (name, value) in parameters.into_iter().flatten() {
            let name: String = name.extract()?;
            given.push(xslt::Parameter { name: QName::local(&name), value: value.extract()? });
        }
        py.detach(|| {
            let mut sources = Sources::new();
            let id = text.add("document.xml", &mut sources)?;
            let parsed = xml::parse(sources.get(id));
            if has_errors(&parsed.diagnostics) {
                return Err(refused(Errors::new(parsed.diagnostics, sources)));
            }
            self.0.apply_with(&parsed.document, &given).map_err(refused)
        })
    }
}

fn options(pedantic: bool) -> analysis::Options {
    let mut options = analysis::Options::default();
    options.lint.pedantic = pedantic;
    options
}

/// What `rowi check` finds in a description.
#[pyfunction]
#[pyo3(signature = (path, pedantic = false))]
fn check(py: Python<'_>, path: PathBuf, pedantic: bool) -> Vec<Finding> {
    py.detach(|| {
        let mut sources = Sources::new();
        let found = analysis::check(&path, &mut sources, &FileLoader::beside(&path), &options(pedantic));
        findings(found, &sources)
    })
}

/// What `rowi check` finds in a description that lies under this name, with what stands beside it.
#[pyfunction]
#[pyo3(signature = (text, name = "config.xml", pedantic = false))]
fn check_text(py: Python<'_>, text: Input, name: &str, pedantic: bool) -> Vec<Finding> {
    py.detach(|| {
        let files = FileLoader::beside(Path::new(name));
        let mut loader = PatchedLoader::new(&files);
        loader.replace(PathBuf::from(name), text.into_bytes());
        let mut sources = Sources::new();
        let found = analysis::check(Path::new(name), &mut sources, &loader, &options(pedantic));
        findings(found, &sources)
    })
}

/// A description brought to the newest schema version.
#[pyfunction]
fn upgrade(py: Python<'_>, text: &str) -> PyResult<String> {
    py.detach(|| {
        let mut sources = Sources::new();
        let id = sources.add("config.xml", text);
        let done = upgrade_source(id, &mut sources, &Options::default());
        if has_errors(&done.diagnostics) {
            return Err(refused(Errors::new(done.diagnostics, sources)));
        }
        Ok(done.edits.apply(text))
    })
}

/// The value of an XPath expression at the root of a document; of a node-set, the string value of each node.
#[pyfunction]
#[pyo3(signature = (expression, text, **prefixes))]
fn xpath<'py>(
    py: Python<'py>,
    expression: &str,
    text: Input,
    prefixes: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    let mut bound: Vec<(String, String)> = Vec::new();
    for (prefix, uri) in prefixes.into_iter().flatten() {
        bound.push((prefix.extract()?, uri.extract()?));
    }
    let bound: Vec<(&str, &str)> = bound.iter().map(|(prefix, uri)| (&**prefix, &**uri)).collect();
    let mut sources = Sources::new();
    let id = text.add("document.xml", &mut sources)?;
    let parsed = xml::parse(sources.get(id));
    if has_errors(&parsed.diagnostics) {
        return Err(refused(Errors::new(parsed.diagnostics, sources)));
    }
    let value = rowi::xpath::evaluate_with(expression, &parsed.document, &bound).map_err(refused)?;
    Ok(match value {
        Value::Boolean(value) => value.into_pyobject(py)?.to_owned().into_any(),
        Value::Number(value) => value.into_pyobject(py)?.into_any(),
        Value::Nodes(nodes) => {
            let texts: Vec<String> = nodes.iter().map(|node| node.string_value().to_string()).collect();
            PyList::new(py, texts)?.into_any()
        }
        other => other.text().into_owned().into_pyobject(py)?.into_any(),
    })
}

/// The page of a diagnostic.
#[pyfunction]
fn explain(name: &str) -> PyResult<String> {
    analysis::explain(name).map_err(|meant| {
        let hint = meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
        PyKeyError::new_err(format!("there is no diagnostic named `{name}`{hint}"))
    })
}

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("RowiError", module.py().get_type::<RowiError>())?;
    module.add_class::<Finding>()?;
    module.add_class::<Schema>()?;
    module.add_class::<Stylesheet>()?;
    module.add_function(wrap_pyfunction!(check, module)?)?;
    module.add_function(wrap_pyfunction!(check_text, module)?)?;
    module.add_function(wrap_pyfunction!(upgrade, module)?)?;
    module.add_function(wrap_pyfunction!(xpath, module)?)?;
    module.add_function(wrap_pyfunction!(explain, module)?)?;
    Ok(())
}
