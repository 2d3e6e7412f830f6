// Keep-alive clients on a Unix socket, each with one request on its way at a time: how many answers, how late.
//
//   load SOCKET CLIENTS SECONDS PATH…
//
// One thread and one epoll. Paths are asked in turn. Prints one JSON object; latencies are in microseconds, from
// the request's write to the answer's last byte. An answer other than 200 and a connection that ends are errors.
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

struct client {
    int socket;
    int64_t asked;
    char head[4096];
    size_t head_length;
    int in_body;
    int64_t body_left;
};

static const char *place;
static char **requests;
static int request_count, next_request;
static int64_t answers, errors, received;
static uint32_t *late;
static int64_t late_room;

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int dial(void) {
    int file = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, place, sizeof address.sun_path - 1);
    if (file < 0 || connect(file, (struct sockaddr *)&address, sizeof address) != 0) {
        perror(place);
        exit(1);
    }
    return file;
}

static void ask(struct client *client) {
    const char *request = requests[next_request++ % request_count];
    client->head_length = 0;
    client->in_body = 0;
    client->asked = now();
    size_t length = strlen(request);
    // A request is far smaller than a socket's buffer: it goes at once.
    if (send(client->socket, request, length, MSG_NOSIGNAL) != (ssize_t)length) errors++;
}

static void answered(struct client *client) {
    int64_t micros = (now() - client->asked) / 1000;
    if (answers < late_room) late[answers] = micros > UINT32_MAX ? UINT32_MAX : (uint32_t)micros;
    answers++;
    ask(client);
}

// 0 when the connection is over.
static int take(struct client *client) {
    static char buffer[1 << 18];
    ssize_t count = recv(client->socket, buffer, sizeof buffer, MSG_DONTWAIT);
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    if (count == 0) return 0;
    received += count;
    char *at = buffer;
    while (count > 0) {
        if (client->in_body) {
            ssize_t part = count < client->body_left ? count : (ssize_t)client->body_left;
            client->body_left -= part;
            at += part;
            count -= part;
        } else {
            size_t room = sizeof client->head - 1 - client->head_length;
            size_t part = (size_t)count < room ? (size_t)count : room;
            if (part == 0) return 0;
            memcpy(client->head + client->head_length, at, part);
            client->head[client->head_length + part] = 0;
            size_t from = client->head_length > 3 ? client->head_length - 3 : 0;
            char *end = strstr(client->head + from, "\r\n\r\n");
            size_t used = end ? (size_t)(end + 4 - client->head) - client->head_length : part;
            client->head_length += used;
            at += used;
            count -= used;
            if (!end) continue;
            end[2] = 0;
            char *length = strcasestr(client->head, "\r\ncontent-length:");
            if (strncmp(client->head, "HTTP/1.1 200", 12) != 0 || !length) errors++;
            client->body_left = length ? atoll(length + 17) : 0;
            client->in_body = 1;
        }
        if (client->in_body && client->body_left == 0) {
            answered(client);
            return 1;
        }
    }
    return 1;
}

static int by_size(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

int main(int argc, char **argv) {
    if (argc < 5) return fprintf(stderr, "load SOCKET CLIENTS SECONDS PATH…\n"), 64;
    place = argv[1];
    int count = atoi(argv[2]);
    double seconds = atof(argv[3]);
    request_count = argc - 4;
    requests = calloc((size_t)request_count, sizeof *requests);
    for (int i = 0; i < request_count; i++)
        if (asprintf(&requests[i], "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", argv[4 + i]) < 0) return 1;
    late_room = 50000000;
    late = malloc((size_t)late_room * sizeof *late);
    struct client *clients = calloc((size_t)count, sizeof *clients);
    int poll = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < count; i++) {
        clients[i].socket = dial();
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &clients[i]};
        epoll_ctl(poll, EPOLL_CTL_ADD, clients[i].socket, &event);
    }
    int64_t start = now(), end = start + (int64_t)(seconds * 1e9);
    for (int i = 0; i < count; i++) ask(&clients[i]);
    while (now() < end) {
        struct epoll_event events[256];
        int ready = epoll_wait(poll, events, 256, 100);
        for (int i = 0; i < ready; i++) {
            struct client *client = events[i].data.ptr;
            if (take(client)) continue;
            errors++;
            close(client->socket);
            client->socket = dial();
            struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
            epoll_ctl(poll, EPOLL_CTL_ADD, client->socket, &event);
            ask(client);
        }
    }
    double took = (double)(now() - start) / 1e9;
    int64_t kept = answers < late_room ? answers : late_room;
    qsort(late, (size_t)kept, sizeof *late, by_size);
#define PART(share) (kept ? late[(int64_t)((double)(kept - 1) * share)] : 0)
    printf("{\"requests\":%lld,\"errors\":%lld,\"seconds\":%.3f,\"per_second\":%.0f,\"bytes\":%lld,"
           "\"p50\":%u,\"p90\":%u,\"p99\":%u,\"p999\":%u,\"max\":%u}\n",
           (long long)answers, (long long)errors, took, (double)answers / took, (long long)received,
           PART(0.5), PART(0.9), PART(0.99), PART(0.999), PART(1.0));
    return 0;
}
