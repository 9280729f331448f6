// How each type that TVM's runtime reads or writes lies in a byte stream. The layout must match what the compiler's own
// library writes: numbers raw, containers as a 64-bit count and then their elements.
#ifndef READROOM_TVM_SUPPORT_SERIALIZER_H_
#define READROOM_TVM_SUPPORT_SERIALIZER_H_

#include <dlpack/dlpack.h>
#include <tvm/ffi/container/array.h>
#include <tvm/ffi/container/map.h>
#include <tvm/ffi/string.h>
#include <tvm/support/io.h>

#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tvm {
namespace support {

/// Types whose bytes in memory are their bytes in the stream (wasm and every build host here are little-endian).
template <typename T>
struct RawSerializer {
  static constexpr bool enabled = true;
  static void Write(Stream* stream, const T& value) { stream->Write(&value, sizeof(T)); }
  static bool Read(Stream* stream, T* value) { return stream->Read(value, sizeof(T)) == sizeof(T); }
};

template <typename T>
struct Serializer : RawSerializer<T> {
  static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>, "no byte layout is defined for this type");
};

// The fields in order, without padding between them: 1 + 1 + 2 and 4 + 4 bytes.
template <>
struct Serializer<DLDataType> : RawSerializer<DLDataType> {
  static_assert(sizeof(DLDataType) == 4);
};
template <>
struct Serializer<DLDevice> : RawSerializer<DLDevice> {
  static_assert(sizeof(DLDevice) == 8);
};

/// The count that opens every container. A count that no memory could hold is refused before anything is allocated.
inline bool ReadCount(Stream* stream, size_t* count) {
  constexpr uint64_t kMaxCount = uint64_t{1} << 30;
  uint64_t stored = 0;
  if (!stream->Read(&stored) || stored > kMaxCount) return false;
  *count = static_cast<size_t>(stored);
  return true;
}

template <typename Container>
void WriteElements(Stream* stream, const Container& elements) {
  stream->Write(static_cast<uint64_t>(elements.size()));
  for (const auto& element : elements) stream->Write(element);
}

template <>
struct Serializer<std::string> {
  static constexpr bool enabled = true;
  static void Write(Stream* stream, const std::string& value) {
    stream->Write(static_cast<uint64_t>(value.size()));
    stream->Write(value.data(), value.size());
  }
  static bool Read(Stream* stream, std::string* value) {
    size_t size = 0;
    if (!ReadCount(stream, &size)) return false;
    value->resize(size);
    return stream->Read(value->data(), size) == size;
  }
};

template <>
struct Serializer<ffi::String> {
  static constexpr bool enabled = true;
  static void Write(Stream* stream, const ffi::String& value) {
    stream->Write(static_cast<uint64_t>(value.size()));
    stream->Write(value.data(), value.size());
  }
  static bool Read(Stream* stream, ffi::String* value) {
    std::string text;
    if (!stream->Read(&text)) return false;
    *value = ffi::String(std::move(text));
    return true;
  }
};

template <typename A, typename B>
struct Serializer<std::pair<A, B>> {
  static constexpr bool enabled = true;
  static void Write(Stream* stream, const std::pair<A, B>& value) {
    stream->Write(value.first);
    stream->Write(value.second);
  }
  static bool Read(Stream* stream, std::pair<A, B>* value) {
    return stream->Read(&value->first) && stream->Read(&value->second);
  }
};

template <typename T>
struct Serializer<std::vector<T>> {
  static constexpr bool enabled = true;
  static void Write(Stream* stream, const std::vector<T>& value) { WriteElements(stream, value); }
  static bool Read(Stream* stream, std::vector<T>* value) {
    size_t count = 0;
    if (!ReadCount(stream, &count)) return false;
    value->resize(count);
    return stream->ReadArray(value->data(), count);
  }
};

template <typename T>
struct Serializer<ffi::Array<T>> {
  static constexpr bool enabled = true;
  static void Write(Stream* stream, const ffi::Array<T>& value) {
    stream->Write(static_cast<uint64_t>(value.size()));
    for (const T& element : value) stream->Write(element);
  }
  static bool Read(Stream* stream, ffi::Array<T>* value) {
    std::vector<T> elements;
    if (!stream->Read(&elements)) return false;
    *value = ffi::Array<T>(elements.begin(), elements.end());
    return true;
  }
};

template <typename K, typename V>
struct Serializer<std::unordered_map<K, V>> {
  static constexpr bool enabled = true;
  static void Write(Stream* stream, const std::unordered_map<K, V>& value) {
    stream->Write(static_cast<uint64_t>(value.size()));
    for (const auto& entry : value) stream->Write(std::pair<K, V>(entry.first, entry.second));
  }
  static bool Read(Stream* stream, std::unordered_map<K, V>* value) {
    size_t count = 0;
    if (!ReadCount(stream, &count)) return false;
    value->clear();
    for (size_t i = 0; i < count; ++i) {
      std::pair<K, V> entry;
      if (!stream->Read(&entry)) return false;
      value->insert(std::move(entry));
    }
    return true;
  }
};

template <typename K, typename V>
struct Serializer<ffi::Map<K, V>> {
  static constexpr bool enabled = true;
  static void Write(Stream* stream, const ffi::Map<K, V>& value) {
    stream->Write(static_cast<uint64_t>(value.size()));
    for (const auto& entry : value) stream->Write(std::pair<K, V>(entry.first, entry.second));
  }
  static bool Read(Stream* stream, ffi::Map<K, V>* value) {
    std::unordered_map<K, V> entries;
    if (!stream->Read(&entries)) return false;
    *value = ffi::Map<K, V>(entries);
    return true;
  }
};

}  // namespace support
}  // namespace tvm

#endif  // READROOM_TVM_SUPPORT_SERIALIZER_H_
