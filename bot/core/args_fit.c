/* args_fit.c: how many of the words ahead are one value. See args_fit.h. */
#include "core/args_fit.h"
#include "core/args_table.h"
#include "core/args_tokens.h"
#include "core/args_values.h"

char *args_join(struct arena *arena, struct token_reader *reader, size_t n) {
    struct token_reader ahead = *reader;
    struct token token;
    char *words = NULL;

    for (size_t i = 0; i < n; i++) {
        const char *word;

        if (!token_next(&ahead, &token) || (n > 1 && token.quoted)) {
            return NULL;
        }
        word = token.key > 0 ? arena_strndup(arena, token.start, token.len)
                             : arena_strndup(arena, token.value, token.value_len);
        words = !words ? arena_strdup(arena, word)
                       : arena_printf(arena, "%s %s", words, word);
    }
    *reader = ahead;
    return words;
}

size_t args_fit(const struct parse *parse, const struct arg *arg,
                const struct token_reader *reader) {
    for (size_t n = arg_words(arg); n > 0; n--) {
        struct token_reader ahead = *reader;
        const char *words = args_join(parse->turn->arena, &ahead, n);
        json_t *value = words ? arg_try(parse->turn, arg, words) : NULL;

        if (value) {
            json_decref(value);
            return n;
        }
    }
    return 0;
}
