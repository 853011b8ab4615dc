/* fuzz.h: one body a target.
 *
 * A body is an ordinary function over bytes. As a fuzz target libFuzzer feeds it; in the
 * ordinary suite tests/unit/test_corpus.c includes the same file and feeds it the corpus
 * and generated strings. A new target is a file fuzz_<name>.c that ends in
 * FUZZ_TARGET(fuzz_<name>), its seeds in corpus/<name>/, and a row in test_corpus.c. */
#ifndef TOCSIN_TESTS_FUZZ_H
#define TOCSIN_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef FUZZ_BODIES_ONLY
#define FUZZ_TARGET(body)
#else
#define FUZZ_TARGET(body)                                                                \
    int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);                        \
    int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {                       \
        body(data, size);                                                                \
        return 0;                                                                        \
    }
#endif

/* What must hold for every input; inside a body, whose parameters are data and size. */
#define FUZZ_CHECK(condition)                                                            \
    do {                                                                                 \
        if (!(condition))                                                                \
            fuzz_broken(__FILE__, __LINE__, #condition, data, size);                     \
    } while (0)

/* Shows the input, so that it can become a file of the corpus, and ends the program. */
_Noreturn static inline void fuzz_broken(const char *file, int line,
                                         const char *condition, const uint8_t *data,
                                         size_t size) {
    fprintf(stderr, "%s:%d: does not hold: %s\ninput: ", file, line, condition);
    for (size_t i = 0; i < size; i++)
        fprintf(stderr, "\\x%02x", (unsigned)data[i]);
    fprintf(stderr, "\n");
    abort();
}

#endif
