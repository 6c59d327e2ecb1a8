//! The `rowi` binary: hands its arguments to [`rowi::cli`].
fn main() -> std::process::ExitCode {
    rowi::cli::main()
}
