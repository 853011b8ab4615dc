/* tls_front.h: TLS before a plain port of the test: a thread that shakes hands with a
 * certificate made for the occasion and passes the bytes on. */
#ifndef TOCSIN_TESTS_IO_TLS_FRONT_H
#define TOCSIN_TESTS_IO_TLS_FRONT_H

#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

struct tls_front {
    pthread_t thread;
    int listener, port, behind;
    int wake[2]; /* closing it ends the thread */
    int handshakes;
    SSL_CTX *ctx;
    char ca_file[64]; /* its own certificate, which nobody else signed */
};

static void tls_add(X509 *cert, int nid, const char *value) {
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
    X509_add_ext(cert, extension, -1);
    X509_EXTENSION_free(extension);
}

static void tls_certify(struct tls_front *front) {
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *cert = X509_new();
    X509_set_version(cert, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
    X509_gmtime_adj(X509_getm_notBefore(cert), -3600);
    X509_gmtime_adj(X509_getm_notAfter(cert), 3600);
    X509_NAME *name = X509_get_subject_name(cert);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               (const unsigned char *)"localhost", -1, -1, 0);
    X509_set_issuer_name(cert, name);
    tls_add(cert, NID_basic_constraints, "critical,CA:TRUE");
    tls_add(cert, NID_subject_alt_name, "DNS:localhost");
    X509_set_pubkey(cert, key);
    X509_sign(cert, key, EVP_sha256());
    front->ctx = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate(front->ctx, cert);
    SSL_CTX_use_PrivateKey(front->ctx, key);
    snprintf(front->ca_file, sizeof front->ca_file, "/tmp/tocsin-ca-XXXXXX");
    FILE *file = fdopen(mkstemp(front->ca_file), "w");
    PEM_write_X509(file, cert);
    fclose(file);
    X509_free(cert);
    EVP_PKEY_free(key);
}

static int tls_connect(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                  .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static bool tls_write(int fd, const char *data, ssize_t len) {
    while (len > 0) {
        ssize_t n = write(fd, data, (size_t)len);
        if (n <= 0) {
            return false;
        }
        data += n;
        len -= n;
    }
    return true;
}

static void tls_pass(const struct tls_front *front, SSL *ssl, int fd, int behind) {
    char buf[16384];
    for (;;) {
        struct pollfd fds[] = {{.fd = fd, .events = POLLIN},
                               {.fd = behind, .events = POLLIN},
                               {.fd = front->wake[0], .events = POLLIN}};
        if (SSL_pending(ssl) == 0) {
            poll(fds, 3, -1);
        }
        if (fds[2].revents) {
            return;
        }
        if (SSL_pending(ssl) > 0 || fds[0].revents) {
            int n = SSL_read(ssl, buf, sizeof buf);
            if (n <= 0 || !tls_write(behind, buf, n)) {
                return;
            }
        }
        if (fds[1].revents) {
            ssize_t n = read(behind, buf, sizeof buf);
            if (n <= 0 || SSL_write(ssl, buf, (int)n) <= 0) {
                SSL_shutdown(ssl);
                return;
            }
        }
    }
}

/* One connection at a time: enough for a test. */
static void *tls_run(void *arg) {
    struct tls_front *front = arg;
    for (;;) {
        struct pollfd fds[] = {{.fd = front->listener, .events = POLLIN},
                               {.fd = front->wake[0], .events = POLLIN}};
        poll(fds, 2, -1);
        if (fds[1].revents) {
            break;
        }
        int fd = accept(front->listener, NULL, NULL);
        SSL *ssl = SSL_new(front->ctx);
        SSL_set_fd(ssl, fd);
        if (SSL_accept(ssl) == 1) {
            front->handshakes++;
            int behind = tls_connect(front->behind);
            tls_pass(front, ssl, fd, behind);
            close(behind);
        }
        SSL_free(ssl);
        close(fd);
    }
    OPENSSL_thread_stop();
    return NULL;
}

static void tls_front_start(struct tls_front *front, int behind) {
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    *front = (struct tls_front){.behind = behind};
    tls_certify(front);
    front->listener = socket(AF_INET, SOCK_STREAM, 0);
    bind(front->listener, (const struct sockaddr *)&address, sizeof address);
    getsockname(front->listener, (struct sockaddr *)&address, &len);
    front->port = ntohs(address.sin_port);
    listen(front->listener, 16);
    (void)!pipe(front->wake);
    pthread_create(&front->thread, NULL, tls_run, front);
}

static void tls_front_stop(struct tls_front *front) {
    close(front->wake[1]);
    pthread_join(front->thread, NULL);
    close(front->wake[0]);
    close(front->listener);
    unlink(front->ca_file);
    SSL_CTX_free(front->ctx);
}

#endif
