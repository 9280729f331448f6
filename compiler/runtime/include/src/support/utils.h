// TVM's tensor_cache_support.cc includes src/support/utils.h, and uses nothing of it in a build for the web.
#ifndef READROOM_TVM_SRC_SUPPORT_UTILS_H_
#define READROOM_TVM_SRC_SUPPORT_UTILS_H_
#endif  // READROOM_TVM_SRC_SUPPORT_UTILS_H_
