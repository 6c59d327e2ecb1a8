//! The `rowi` binary: hands its arguments to [`rowi::cli`].
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    rowi::cli::main()
}
