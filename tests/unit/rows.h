/* rows.h: tables of what is typed and the argument map that it must become.
 *
 * Rows are compared whole: what a row does not expect must not be there either. */
#ifndef TOCSIN_TESTS_ROWS_H
#define TOCSIN_TESTS_ROWS_H

#include "core/args.h"
#include "core/args_form.h"
#include "desk.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define NBSP "\xC2\xA0"
#define LDQ "\xE2\x80\x9C" /* curly quotes, as chat programs make them */
#define RDQ "\xE2\x80\x9D"
#define LSQ "\xE2\x80\x98"
#define RSQ "\xE2\x80\x99"
#define DASH "\xE2\x80\x94"

#define COMMAND(symbol, word, list)                                                      \
    static const struct command symbol = {                                               \
        .name = (word), .example = word " ...", .args = (list)}

COMMAND(declare, "declare", desk_declare_args);
COMMAND(update, "update", desk_update_args);
COMMAND(assign, "assign", desk_assign_args);
COMMAND(status, "status", desk_status_args);
COMMAND(severity, "severity", desk_severity_args);
COMMAND(snooze, "snooze", desk_snooze_args);
COMMAND(wait_for, "wait", desk_wait_args);
COMMAND(since, "since", desk_since_args);
COMMAND(link_to, "link", desk_link_args);
COMMAND(done, "done", desk_done_args);
COMMAND(bridge, "bridge", desk_bridge_args);
COMMAND(mode, "mode", desk_mode_args);
COMMAND(list, "list", desk_list_args);
COMMAND(note, "note", desk_note_args);
COMMAND(help, "help", desk_help_args);

struct row {
    const char *typed;
    const char *args; /* desk_shown(), NULL: refused */
    const char *said; /* part of the refusal */
};

static inline const char *parse(struct desk *desk, const struct command *command,
                                const char *typed) {
    const char *text;
    json_t *args = NULL;

    desk->turn.command = command;
    if (!args_clean(desk->fixture->arena, typed, &text, &desk->err) ||
        !args_parse(&desk->turn, command, text, &args, &desk->err)) {
        assert_null(args);
        assert_int_not_equal(desk->err.code, ERR_OK);
        return NULL;
    }
    return desk_shown(desk->fixture->arena, command, args);
}

static inline void check_row(const struct command *command, const struct row *row) {
    struct desk desk;
    const char *shown;

    desk_open(&desk, NULL, NULL);
    shown = parse(&desk, command, row->typed);
    if (row->args == NULL && shown != NULL) {
        fail_msg("%s %s: accepted as [%s]", command->name, row->typed, shown);
    }
    if (row->args != NULL && !text_equal(shown, row->args)) {
        fail_msg("%s %s\n is [%s]\nnot [%s]", command->name, row->typed,
                 shown != NULL ? shown : desk.err.text, row->args);
    }
    if (row->said != NULL && strstr(desk.err.text, row->said) == NULL) {
        fail_msg("%s %s: \"%s\" is not in: %s", command->name, row->typed, row->said,
                 desk.err.text);
    }
    desk_close(&desk);
}

static inline void check(const struct command *command, const struct row *rows,
                         size_t n) {
    for (size_t i = 0; i < n; i++) {
        check_row(command, &rows[i]);
    }
}

#define CHECK(command, rows) check(&(command), rows, COUNT(rows))

#endif
