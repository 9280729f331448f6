// The TVM runtime of a model library, as one translation unit: the parts of the wheel's sources that a Llama in a browser
// calls. Left out on purpose: remote procedure calls, file-backed libraries, timers, sorting on the CPU, tests.

// Read by the TVM headers: we give the log functions below, and a browser has no libbacktrace.
#define TVM_LOG_DEBUG 0
#define TVM_LOG_CUSTOMIZE 1
#define TVM_FFI_USE_LIBBACKTRACE 0
#define TVM_FFI_ALWAYS_LOG_BEFORE_THROW 1

#include "3rdparty/tvm-ffi/src/ffi/backtrace.cc"
#include "3rdparty/tvm-ffi/src/ffi/container.cc"
#include "3rdparty/tvm-ffi/src/ffi/custom_allocator.cc"
#include "3rdparty/tvm-ffi/src/ffi/dtype.cc"
#include "3rdparty/tvm-ffi/src/ffi/error.cc"
#include "3rdparty/tvm-ffi/src/ffi/extra/env_c_api.cc"
#include "3rdparty/tvm-ffi/src/ffi/extra/env_context.cc"
#include "3rdparty/tvm-ffi/src/ffi/extra/json_parser.cc"
#include "3rdparty/tvm-ffi/src/ffi/extra/json_writer.cc"
#include "3rdparty/tvm-ffi/src/ffi/extra/library_module.cc"
#include "3rdparty/tvm-ffi/src/ffi/extra/library_module_system_lib.cc"
#include "3rdparty/tvm-ffi/src/ffi/extra/module.cc"
#include "3rdparty/tvm-ffi/src/ffi/function.cc"
#include "3rdparty/tvm-ffi/src/ffi/init_once.cc"
#include "3rdparty/tvm-ffi/src/ffi/object.cc"
#include "3rdparty/tvm-ffi/src/ffi/tensor.cc"
#include "src/runtime/cpu_device_api.cc"
#include "src/runtime/device_api.cc"
#include "src/runtime/file_utils.cc"
#include "src/runtime/logging.cc"
#include "src/runtime/memory/memory_manager.cc"
#include "src/runtime/tensor.cc"
#include "src/runtime/vm/attn_backend.cc"
#include "src/runtime/vm/builtin.cc"
#include "src/runtime/vm/bytecode.cc"
#include "src/runtime/vm/executable.cc"
#include "src/runtime/vm/kv_state.cc"
#include "src/runtime/vm/lm_support.cc"
#include "src/runtime/vm/paged_kv_cache.cc"
#include "src/runtime/vm/tensor_cache_support.cc"
#include "src/runtime/vm/vm.cc"
#include "src/runtime/workspace_pool.cc"

// A worker has one thread: a parallel loop of the host code is a plain call.
int TVMBackendParallelLaunch(FTVMParallelLambda body, void* closure, int /*tasks*/) {
  TVMParallelGroupEnv environment = {};
  environment.num_task = 1;
  return body(0, &environment, closure);
}

int TVMBackendParallelBarrier(int /*task*/, TVMParallelGroupEnv* /*environment*/) { return 0; }

namespace tvm {
namespace runtime {
namespace detail {

// Only the runtime's own messages pass here; they hold shapes and names of functions, never what a user typed.
[[noreturn]] void LogFatalImpl(const std::string& file, int line, const std::string& message) {
  std::cerr << file << ":" << line << ": " << message << std::endl;
  std::abort();
}

void LogMessageImpl(const std::string& file, int line, int level, const std::string& message) {
  std::ostream& out = level >= 2 ? std::cerr : std::cout;
  out << file << ":" << line << ": " << message << std::endl;
}

}  // namespace detail
}  // namespace runtime
}  // namespace tvm
