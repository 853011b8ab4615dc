/* config_fill.c: each value of tocsin.yaml, or what stands for it when it is left out, to
 * where its row of the table says. */
#include "io/config_fill.h"
#include "base/text.h"
#include "io/config_options.h"
#include "io/config_raw.h"
#include "io/config_read.h"
#include "io/config_schema.h"

#include <stdlib.h>

static bool fill_number(const struct reading *in, const struct config_option *row,
                        bool given, unsigned number, void *to) {
    if (given && (number < row->least || number > row->most)) {
        return yaml_fail(in->yaml, in->err, row->name, "must lie between %u and %u",
                         row->least, row->most);
    }
    *(int64_t *)to = given ? number : strtoll(row->otherwise, NULL, 10);
    return true;
}

static const char *word_of(const struct config_option *row, unsigned value) {
    for (unsigned i = 0; i < row->nwords; i++) {
        if (row->words[i].value == value) {
            return row->words[i].word;
        }
    }
    return row->otherwise;
}

static const char *const *list_of(const struct reading *in,
                                  const struct config_option *row, bool given,
                                  const struct raw_value *raw) {
    return given ? config_copy_list(in, raw->list, raw->count)
                 : config_split(in, row->otherwise);
}

static bool fill(const struct reading *in, const struct config_option *row, bool given,
                 const struct raw_value *raw, void *to) {
    switch (row->shape) {
    case OPTION_TEXT:
        *(const char **)to = given ? config_copy(in, raw->text) : row->otherwise;
        return true;
    case OPTION_PATH:
        *(const char **)to = given ? config_resolve(in, raw->text) : row->otherwise;
        return true;
    case OPTION_LIST:
        *(const char *const **)to = list_of(in, row, given, raw);
        return true;
    case OPTION_NUMBER:
        return fill_number(in, row, given, raw->number, to);
    case OPTION_SWITCH:
        *(bool *)to = given ? raw->number != 0 : text_equal(row->otherwise, "true");
        return true;
    case OPTION_WORD:
        *(const char **)to = given ? word_of(row, raw->number) : row->otherwise;
        return true;
    case OPTION_WORDS:
        *(unsigned *)to = given ? raw->number : 0;
        return true;
    }
    return true;
}

static const struct raw_value nothing;

bool config_fill(const struct reading *in, size_t network, void *to) {
    for (const struct config_row *row = in->rows; row->option; row++) {
        const struct config_option *option = row->option;
        bool given = in->raw && yaml_has(in->yaml, option->name);
        const struct raw_value *raw =
            given ? &in->raw->values[config_raw_index(in->rows, row)] : &nothing;
        if (row->network == network && !config_is_person(row) &&
            !fill(in, option, given, raw, (char *)to + option->at)) {
            return false;
        }
    }
    return true;
}

void config_fill_person(const struct reading *in, size_t i, struct person *ret) {
    for (const struct config_row *row = in->rows; row->option; row++) {
        if (config_is_person(row)) {
            const struct raw_value *raw =
                &in->raw->people[i].values[config_raw_index(in->rows, row)];
            (void)fill(in, row->option, raw->text != NULL, raw,
                       (char *)ret + row->option->at);
        }
    }
}
