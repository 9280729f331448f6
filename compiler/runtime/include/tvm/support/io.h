// The byte-stream interface that TVM's runtime sources expect at <tvm/support/io.h>; the wheel carries the sources but
// not this header, so it is written here from what their call sites need.
#ifndef READROOM_TVM_SUPPORT_IO_H_
#define READROOM_TVM_SUPPORT_IO_H_

#include <tvm/ffi/c_api.h>

#include <cstddef>
#include <cstdint>

namespace tvm {
namespace support {

template <typename T>
struct Serializer;

/// Raw bytes in or out; typed values go through Serializer<T>. All numbers are little-endian.
class Stream {
 public:
  virtual ~Stream() = default;

  /// Fills at most `size` bytes and says how many.
  virtual size_t Read(void* data, size_t size) = 0;
  /// Takes at most `size` bytes and says how many.
  virtual size_t Write(const void* data, size_t size) = 0;

  template <typename T>
  bool Read(T* value) {
    return Serializer<T>::Read(this, value);
  }

  template <typename T>
  void Write(const T& value) {
    Serializer<T>::Write(this, value);
  }

  template <typename T>
  bool ReadArray(T* values, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      if (!Serializer<T>::Read(this, values + i)) return false;
    }
    return true;
  }

  template <typename T>
  void WriteArray(const T* values, size_t count) {
    for (size_t i = 0; i < count; ++i) Serializer<T>::Write(this, values[i]);
  }
};

}  // namespace support
}  // namespace tvm

#endif  // READROOM_TVM_SUPPORT_IO_H_
