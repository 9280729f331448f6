// Base64 streams for tensors inside JSON, which TVM's runtime sources expect at src/support/base64.h. A model library
// never holds such a tensor; the two classes exist because the sources name them.
#ifndef READROOM_TVM_SRC_SUPPORT_BASE64_H_
#define READROOM_TVM_SRC_SUPPORT_BASE64_H_

#include <tvm/ffi/extra/base64.h>
#include <tvm/support/io.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace tvm {
namespace support {

/// Gathers everything written and encodes it at Finish.
class Base64OutStream : public Stream {
 public:
  using Stream::Read;
  using Stream::Write;

  explicit Base64OutStream(Stream* out) : out_(out) {}

  size_t Read(void*, size_t) final { return 0; }
  size_t Write(const void* data, size_t size) final {
    plain_.append(static_cast<const char*>(data), size);
    return size;
  }
  void Finish() {
    const ffi::String text = ffi::Base64Encode(TVMFFIByteArray{plain_.data(), plain_.size()});
    out_->Write(text.data(), text.size());
    plain_.clear();
  }

 private:
  Stream* out_;
  std::string plain_;
};

/// Decodes the whole of its source at InitPosition.
class Base64InStream : public Stream {
 public:
  using Stream::Read;
  using Stream::Write;

  explicit Base64InStream(Stream* source) : source_(source) {}

  void InitPosition() {
    std::string text;
    char block[256];
    for (size_t n = source_->Read(block, sizeof(block)); n != 0; n = source_->Read(block, sizeof(block))) {
      text.append(block, n);
    }
    plain_ = ffi::Base64Decode(TVMFFIByteArray{text.data(), text.size()});
    at_ = 0;
  }
  size_t Read(void* data, size_t size) final {
    const size_t taken = std::min(size, plain_.size() - at_);
    if (taken != 0) std::memcpy(data, plain_.data() + at_, taken);
    at_ += taken;
    return taken;
  }
  size_t Write(const void*, size_t) final { return 0; }

 private:
  Stream* source_;
  ffi::Bytes plain_;
  size_t at_ = 0;
};

}  // namespace support
}  // namespace tvm

#endif  // READROOM_TVM_SRC_SUPPORT_BASE64_H_
