// What the JavaScript side of the runtime (bundled in web-llm) calls by name: memory for its call frames, functions that
// live in JavaScript, and tensor helpers.

#define TVM_LOG_DEBUG 0
#define TVM_LOG_CUSTOMIZE 1
#define TVM_FFI_ALWAYS_LOG_BEFORE_THROW 1

#include <tvm/ffi/container/array.h>
#include <tvm/ffi/extra/module.h>
#include <tvm/ffi/function.h>
#include <tvm/ffi/reflection/registry.h>
#include <tvm/runtime/device_api.h>
#include <tvm/runtime/tensor.h>

#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

extern "C" {

// Given by the JavaScript side when it instantiates the module.
extern int TVMFFIWasmSafeCall(void* self, const TVMFFIAny* args, int32_t count, TVMFFIAny* result);
extern void TVMFFIWasmFunctionDeleter(void* self);

/// Space for a call frame, aligned to eight bytes.
TVM_DLL void* TVMWasmAllocSpace(int size) { return new int64_t[(static_cast<size_t>(size) + 7) / 8]; }

TVM_DLL void TVMWasmFreeSpace(void* space) { delete[] static_cast<int64_t*>(space); }

/// Wraps the JavaScript function number `resource` so that the runtime can call it.
TVM_DLL int TVMFFIWasmFunctionCreate(void* resource, TVMFFIObjectHandle* out) {
  return TVMFFIFunctionCreate(resource, TVMFFIWasmSafeCall, TVMFFIWasmFunctionDeleter, out);
}

/// Text of the error that the last failed call raised; valid until the next call of this function.
TVM_DLL const char* TVMFFIWasmGetLastError() {
  static std::string text;
  text = ::tvm::ffi::details::MoveFromSafeCallRaised().what();
  return text.c_str();
}

}  // extern "C"

namespace tvm {
namespace runtime {
namespace {

size_t ElementBytes(const DLTensor& tensor) {
  return (static_cast<size_t>(tensor.dtype.bits) * tensor.dtype.lanes + 7) / 8;
}

void RequireFloat32OnCpu(const Tensor& tensor) {
  const DLDataType& type = tensor->dtype;
  TVM_FFI_CHECK(tensor->device.device_type == kDLCPU && type.code == kDLFloat && type.bits == 32 &&
                    type.lanes == 1 && tensor.IsContiguous(),
                ValueError)
      << "bfloat16 decodes only into a contiguous float32 tensor in main memory";
}

/// bfloat16 is the upper half of a float32. From the last element down, so that `halves` may be the start of `floats`.
void WidenBfloat16(const uint8_t* halves, uint8_t* floats, size_t count) {
  for (size_t i = count; i-- > 0;) {
    uint16_t half = 0;
    std::memcpy(&half, halves + 2 * i, sizeof(half));
    const uint32_t bits = static_cast<uint32_t>(half) << 16;
    std::memcpy(floats + 4 * i, &bits, sizeof(bits));
  }
}

/// The elements of `tensor`, which hold `encoded` bytes of bfloat16.
size_t Bfloat16Count(const Tensor& tensor, uint64_t encoded) {
  RequireFloat32OnCpu(tensor);
  const size_t count = ffi::GetDataSize(*tensor.operator->()) / 4;
  TVM_FFI_CHECK(encoded == uint64_t{count} * 2, ValueError)
      << "a tensor of " << count << " elements cannot hold " << encoded << " bytes of bfloat16";
  return count;
}

uint8_t* CpuBytes(const Tensor& tensor) {
  return static_cast<uint8_t*>(tensor->data) + tensor->byte_offset;
}

/// Fills a tensor in main memory from a stored record; the only format that is not raw is bfloat16 for float32.
void DecodeStorage(Tensor tensor, const TVMFFIByteArray* bytes, const std::string& format,
                   const std::string& dtype) {
  TVM_FFI_CHECK(bytes != nullptr, ValueError) << "no bytes to decode";
  if (format != "f32-to-bf16" || dtype != "float32") {
    tensor.CopyFromBytes(bytes->data, bytes->size);
    return;
  }
  const size_t count = Bfloat16Count(tensor, bytes->size);
  WidenBfloat16(reinterpret_cast<const uint8_t*>(bytes->data), CpuBytes(tensor), count);
}

/// Elements of all the arrays, in order.
ffi::Array<ffi::Any> ConcatArrays(ffi::PackedArgs arrays) {
  ffi::Array<ffi::Any> all;
  for (int i = 0; i < arrays.size(); ++i) {
    for (const ffi::Any& element : arrays[i].cast<ffi::Array<ffi::Any>>()) all.push_back(element);
  }
  return all;
}

/// [rows_i, width] each -> [sum of rows, width], copied on the device.
Tensor ConcatRows(const std::vector<Tensor>& parts) {
  TVM_FFI_CHECK(!parts.empty(), ValueError) << "no embeddings to join";
  const int64_t width = parts[0]->shape[1];
  int64_t rows = 0;
  for (const Tensor& part : parts) {
    TVM_FFI_CHECK(part->ndim == 2 && part->shape[1] == width, ValueError)
        << "embeddings of different widths cannot be joined";
    rows += part->shape[0];
  }
  Tensor joined = Tensor::Empty({rows, width}, parts[0]->dtype, parts[0]->device);
  DLTensor window = *joined.operator->();
  for (const Tensor& part : parts) {
    window.shape = part->shape;
    Tensor::CopyFromTo(part.operator->(), &window);
    window.byte_offset += static_cast<uint64_t>(part->shape[0] * width) * ElementBytes(window);
  }
  return joined;
}

ffi::Bytes CopyToBytes(Tensor tensor) {
  std::string bytes(ffi::GetDataSize(*tensor.operator->()), '\0');
  tensor.CopyToBytes(bytes.data(), bytes.size());
  return ffi::Bytes(std::move(bytes));
}

}  // namespace

TVM_FFI_STATIC_INIT_BLOCK() {
  namespace refl = tvm::ffi::reflection;
  refl::GlobalDef()
      .def_packed("tvmjs.runtime.ArrayConcat",
                  [](ffi::PackedArgs args, ffi::Any* result) { *result = ConcatArrays(args); })
      .def_packed("tvmjs.runtime.ConcatEmbeddings",
                  [](ffi::PackedArgs args, ffi::Any* result) {
                    std::vector<Tensor> parts;
                    for (int i = 0; i < args.size(); ++i) parts.push_back(args[i].cast<Tensor>());
                    *result = ConcatRows(parts);
                  })
      .def_packed("tvmjs.array.decode_storage",
                  [](ffi::PackedArgs args, ffi::Any*) {
                    DecodeStorage(args[0].cast<Tensor>(), args[1].cast<TVMFFIByteArray*>(),
                                  args[2].cast<std::string>(), args[3].cast<std::string>());
                  })
      .def("tvmjs.array.decode_bf16_to_f32_inplace",
           [](Tensor tensor, int64_t encoded) {
             const size_t count = Bfloat16Count(tensor, static_cast<uint64_t>(encoded));
             WidenBfloat16(CpuBytes(tensor), CpuBytes(tensor), count);
           })
      .def("tvmjs.runtime.TensorCopyFromBytes",
           [](Tensor tensor, TVMFFIByteArray* bytes) { tensor.CopyFromBytes(bytes->data, bytes->size); })
      .def("tvmjs.runtime.TensorCopyToBytes", CopyToBytes);
}

}  // namespace runtime
}  // namespace tvm
