// A library to preload into a program: the nth call of a kind fails, once or for good.
//
//   cc -shared -fPIC -O1 -o faults.so faults.c -ldl -pthread
//
// MAILLAGE_FAULTS names a file of eight 64-bit numbers, shared with the test that sets and reads them:
//
//   [0] kinds of call that count, one bit each (`enum kind`)   [4] calls counted so far
//   [1] the call that fails, from 1 on; 0: none                [5] calls that failed
//   [2] the error number                                       [6] 1: a write fails after half of its bytes
//   [3] 1: every call from there on fails                      [7] kinds of call seen, whether counted or not
//
// MAILLAGE_FAULTS_UNDER names the folder whose files are meant; calls on other files pass, except for
// `accept` and `memfd_create`. What a program writes through a mapping (SQLite's wal-index) is no call, and is not covered.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { WRITE = 1, SYNC = 2, RENAME = 4, TRUNCATE = 8, OPEN = 16, ACCEPT = 32, UNLINK = 64, READ = 128, ALLOCATE = 256, MEMORY = 512 };

static _Atomic int64_t *control;
static char under[PATH_MAX];
static size_t under_length;

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("MAILLAGE_FAULTS"), *folder = getenv("MAILLAGE_FAULTS_UNDER");
    if (!path || !folder) return;
    char *end = realpath(folder, under);
    if (!end) return;
    under_length = strlen(under);
    int (*really)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
    int file = really ? really(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *shared = mmap(NULL, 64, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (shared != MAP_FAILED) control = shared;
}

static int is_meant(const char *path) {
    return strncmp(path, under, under_length) == 0 && (path[under_length] == '/' || path[under_length] == 0);
}

static int is_meant_file(int file) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    int saved = errno;
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = saved;
    if (length < 0) return 0;
    path[length] = 0;
    return is_meant(path);
}

static int is_meant_name(int folder, const char *path) {
    if (path[0] == '/') return is_meant(path);
    return folder == AT_FDCWD ? 0 : is_meant_file(folder);
}

// Whether this call fails: 0, or 1, or 2 for the write that is cut in half.
static int fails(enum kind kind) {
    atomic_fetch_or(&control[7], kind);
    int64_t nth = atomic_load(&control[1]);
    if (!nth || !(atomic_load(&control[0]) & kind)) return 0;
    int64_t count = atomic_fetch_add(&control[4], 1) + 1;
    if (count < nth || (count > nth && !atomic_load(&control[3]))) return 0;
    atomic_fetch_add(&control[5], 1);
    if (kind == WRITE && count == nth && atomic_load(&control[6])) return 2;
    errno = (int)atomic_load(&control[2]);
    return 1;
}

#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define ON_FILE(kind, file) (control && is_meant_file(file) ? fails(kind) : 0)
#define ON_NAME(kind, folder, path) (control && is_meant_name(folder, path) ? fails(kind) : 0)

ssize_t write(int file, const void *bytes, size_t count) {
    REAL(write);
    int how = ON_FILE(WRITE, file);
    return how == 1 ? -1 : real(file, bytes, how == 2 ? count / 2 : count);
}
ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
    REAL(pwrite);
    int how = ON_FILE(WRITE, file);
    return how == 1 ? -1 : real(file, bytes, how == 2 ? count / 2 : count, at);
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    REAL(pwrite64);
    int how = ON_FILE(WRITE, file);
    return how == 1 ? -1 : real(file, bytes, how == 2 ? count / 2 : count, at);
}
ssize_t writev(int file, const struct iovec *parts, int count) {
    REAL(writev);
    return ON_FILE(WRITE, file) ? (errno = (int)atomic_load(&control[2]), -1) : real(file, parts, count);
}
ssize_t pread(int file, void *bytes, size_t count, off_t at) {
    REAL(pread);
    return ON_FILE(READ, file) ? -1 : real(file, bytes, count, at);
}
ssize_t pread64(int file, void *bytes, size_t count, off64_t at) {
    REAL(pread64);
    return ON_FILE(READ, file) ? -1 : real(file, bytes, count, at);
}
int fsync(int file) {
    REAL(fsync);
    return ON_FILE(SYNC, file) ? -1 : real(file);
}
int fdatasync(int file) {
    REAL(fdatasync);
    return ON_FILE(SYNC, file) ? -1 : real(file);
}
int ftruncate(int file, off_t size) {
    REAL(ftruncate);
    return ON_FILE(TRUNCATE, file) ? -1 : real(file, size);
}
int ftruncate64(int file, off64_t size) {
    REAL(ftruncate64);
    return ON_FILE(TRUNCATE, file) ? -1 : real(file, size);
}
int posix_fallocate(int file, off_t from, off_t size) {
    REAL(posix_fallocate);
    return ON_FILE(ALLOCATE, file) ? errno : real(file, from, size);
}
int posix_fallocate64(int file, off64_t from, off64_t size) {
    REAL(posix_fallocate64);
    return ON_FILE(ALLOCATE, file) ? errno : real(file, from, size);
}
int rename(const char *old, const char *new) {
    REAL(rename);
    return ON_NAME(RENAME, AT_FDCWD, new) ? -1 : real(old, new);
}
int renameat(int from, const char *old, int to, const char *new) {
    REAL(renameat);
    return ON_NAME(RENAME, to, new) ? -1 : real(from, old, to, new);
}
int unlink(const char *path) {
    REAL(unlink);
    return ON_NAME(UNLINK, AT_FDCWD, path) ? -1 : real(path);
}

#define OPENER(name, folder, head, ...) \
    int name(head, ...) { \
        REAL(name); \
        mode_t mode = 0; \
        if (flags & (O_CREAT | __O_TMPFILE)) { \
            va_list rest; \
            va_start(rest, flags); \
            mode = va_arg(rest, mode_t); \
            va_end(rest); \
        } \
        return ON_NAME(OPEN, folder, path) ? -1 : real(__VA_ARGS__, mode); \
    }
#define COMMA ,
OPENER(open, AT_FDCWD, const char *path COMMA int flags, path, flags)
OPENER(open64, AT_FDCWD, const char *path COMMA int flags, path, flags)
OPENER(openat, folder, int folder COMMA const char *path COMMA int flags, folder, path, flags)
OPENER(openat64, folder, int folder COMMA const char *path COMMA int flags, folder, path, flags)

int memfd_create(const char *name, unsigned int flags) {
    REAL(memfd_create);
    return control && fails(MEMORY) ? -1 : real(name, flags);
}

// The connection stays in the kernel's queue, as it does when descriptors have run out.
int accept(int socket, struct sockaddr *address, socklen_t *size) {
    REAL(accept);
    return control && fails(ACCEPT) ? -1 : real(socket, address, size);
}
int accept4(int socket, struct sockaddr *address, socklen_t *size, int flags) {
    REAL(accept4);
    return control && fails(ACCEPT) ? -1 : real(socket, address, size, flags);
}
