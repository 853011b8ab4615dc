/* args.h: from what was typed, or filled into a form, to a command's argument map.
 *
 * The table of the command says what there is to find. What it does not name stays text,
 * verbatim: "x=y" is a value only for a known x, "next:" begins a part only where there
 * is such a part. Guessing is limited to places where it cannot hurt: bare words count as
 * flags and severities only before the text, and after it only in forms that nobody
 * writes by accident ("--temporary", "SEV-1").
 *
 * What was meant for an argument and would become text is asked instead (args_doubt.c):
 *   name=value   anywhere, when the name is one of any command's, or near to one of this
 *                command's; in front of the text, whatever the name (of three letters)
 *   label:       anywhere, when it is near to a name of this command's; at the beginning
 *                of the text, of a line or of a sentence also when it is one of any
 *                command's; and where a command has labels, whatever word with a colon
 *                the text begins with ("problem: x"), but for words that open a sentence
 *                ("note:", "fyi:", "fixed:"), a person's name and a service of the
 *                incident's: everybody would read a label that nobody understood
 *   name value   an update's part without its colon where a sentence begins ("impact none",
 *                not "impact is lower"), and in front of the text a name whose value
 *                follows ("due friday", "cause fixed")
 *   sev9         in front of a text or behind it, when no severity was named
 *   as depty     behind a person, when no role was named: "as", "to" or a sign in front, a
 *                single word, or a word near to a role ("the disk is full" is a note)
 * Another name=value inside or behind the text, and a label of some other command's in the
 * middle of a sentence, stay text, and the answer says so in a line (args_kept): what was
 * meant for an argument is never published in silence. "error: timeout" and "http://..."
 * are prose. Quotes round the text, or round those words, keep them as text. */
#ifndef TOCSIN_CORE_ARGS_H
#define TOCSIN_CORE_ARGS_H

#include "core/turn.h"

struct token_reader;

/* One parse under way. */
struct parse {
    const struct turn *turn;
    const struct command *command; /* or the subcommand: whose table it is */
    json_t *args;                  /* what was found */
    struct error *err;
};

/* ---- args.c ---- */

/* Parses clean text (args_clean) by the table of `command`, with the world and the asker
 * of the turn. *ret_args: new map, owned by the turn's arena. ERR_INVALID or ERR_LIMIT
 * with markup that says what is wrong, what is allowed, and how it is used. */
bool args_parse(const struct turn *turn, const struct command *command, const char *text,
                json_t **ret_args, struct error *err);
/* The argument of that name, or NULL. */
const struct arg *args_find(const struct command *command, const char *name);
/* Names the argument that the error is about. False. */
bool args_wrong(const struct parse *parse, const struct arg *arg);
/* Appends how the command is used and an example to what is wrong. False. */
bool args_explain(const struct parse *parse, bool usage);
/* args_extra.c: refuses the word where the reader stands, for which there is no argument. */
bool args_unexpected(const struct parse *parse, const struct token_reader *reader);
/* Is there everything that is required? Else err says what, the usage and an example. */
bool args_complete(const struct parse *parse);

/* Words of the longest value of this type where the reader stands; 0: there is none. */
size_t args_fit(const struct parse *parse, const struct arg *arg,
                const struct token_reader *reader);
/* The next argument in order, and the one that may stand anywhere, that are not yet
 * given; NULL: none. */
const struct arg *args_positional(const struct parse *parse);
const struct arg *args_anywhere(const struct parse *parse);

/* ---- args_end.c ---- */

/* The flag that a word spells; NULL: none. */
const struct arg *args_find_flag(const struct parse *parse, const char *word);
/* Takes what is recognised off the end of the text; returns what is left. */
const char *args_end(const struct parse *parse, const char *text);

/* Is a "since 22:00" behind the text a time that is still to come? False: err asks. */
bool args_doubt_since(const struct parse *parse, const char *text);
/* args_success.c: "severity sev2 or sev3?": nothing changes by a question. */
bool args_doubt_question(const struct parse *parse, const char *text);

/* ---- args_labels.c, args_doubt.c: false: err asks what was meant ---- */

bool args_doubt_names(const struct parse *parse, const char *text);
/* Is what was typed (lower case) a slip for that name? */
bool args_near(const char *typed, const char *name);
/* "sev9", "SEV-0", "p0" (lower case): a severity, whether there is one of that name or
 * not. */
bool args_like_severity(const char *word);
bool args_doubt_severity(const struct parse *parse, const char *text);
bool args_doubt_role(const struct parse *parse, const char *text);
/* The name under which an entry keeps the text or part that is called so in some command
 * ("next steps": next, "root-cause": cause); NULL: there is none. */
const char *args_text_named(const struct turn *turn, const char *name);
/* Turns "--name value" in front of the text into name=value: *ret_text. */
bool args_take_options(const struct parse *parse, const char *text,
                       const char **ret_text);
/* Does a text that records a success begin with the opposite ("not working yet")? */
bool args_doubt_success(const struct parse *parse, const char *text);
/* The first name=value or label of what was typed that stayed part of the text, in a
 * sentence for the answer (markup); NULL: none did. */
const char *args_kept(const struct turn *turn);
/* How the words stay text: the line with it, or with those words, in quotes. */
const char *args_to_keep(const struct parse *parse, const char *text, const char *typed);
/* Moves behind "at", "to", "until" and the like when a value for the argument follows:
 * "detected at 9:40", "severity to sev2", "snooze for 20m", "duplicate of 002". */
void args_skip_preposition(const struct parse *parse, const struct arg *arg,
                           struct token_reader *reader);
/* Moves behind a word like "as" or "to" when a role or a person follows it. */
bool args_skip_filler(const struct parse *parse, struct token_reader *reader);

/* ---- args_whom.c: false: err asks who was meant ---- */

#define ARG_TO_NAME "to" /* the argument that is a role, a rung or a person */

/* Does the text behind a person begin with a second one ("@ben @cho")? */
bool args_doubt_person(const struct parse *parse, const char *text);
/* Is the word a slip for a role or a rung ("leaderhsip")? */
bool args_doubt_target(const struct parse *parse, const struct arg *arg,
                       const char *word);

/* ---- args_form.c ---- */

/* args_parse() for a form: an object of strings (names as in the table; for ARG_WORDS
 * also an array of strings, for ARG_FLAG also a boolean). An empty string is a field that
 * was left out, a name that the table does not have is an error. */
bool args_from_map(const struct turn *turn, const struct command *command,
                   const json_t *map, json_t **ret_args, struct error *err);
/* "yes", "off", ... as a flag. False: neither. */
bool args_flag(const char *text, bool *ret_set);
/* What was typed, fit to be parsed: ERR_LIMIT when longer than LIMIT_INPUT, invalid bytes
 * and controls replaced, line ends "\n". NULL gives "". */
bool args_clean(struct arena *arena, const char *text, const char **ret_text,
                struct error *err);

/* ---- args_text.c: what counts as a text ---- */

/* What stands between the quotes, trimmed, when all of the text is quoted; else itself.
 */
const char *args_unquoted(struct arena *arena, const char *text);
/* The text in quotes that args_unquoted() takes off again; NULL: no quotes would do. */
const char *args_quoted(struct arena *arena, const char *text);
/* Did that text stand in quotes where it was typed? Then it is meant. */
bool args_was_quoted(const struct turn *turn, const char *text);
/* Nothing of it can be seen: white space, characters of no width, a pair of quotes. Such
 * a text is one that was left out. */
bool args_blank(struct arena *arena, const char *text);
bool args_takes_text(const struct command *command);

/* ---- args_stand.c ---- */

/* What a hint writes in place of a value that is still to be typed: it reads as what to
 * write, and is refused when it is sent as it stands. In the arena. */
char *arg_stand_in(struct arena *arena, const struct arg *arg);
/* Is the text such a stand-in, as a hint or a usage writes it ("why", "<why>", "…")? */
bool arg_is_stand_in(struct arena *arena, const struct arg *arg, const char *text);
/* Has it a letter or a digit? ".", "?" and emoji alone say nothing. */
bool args_says_something(const char *text);
/* Refuses a text that is a stand-in (`quoted`: in quotes it is meant), and one that says
 * nothing where a text is needed. False: err says so, about the argument. */
bool args_doubt_words(const struct parse *parse, const struct arg *arg, const char *text,
                      bool quoted);

/* ---- args_values.c ---- */

/* One value as its type wants it. New reference; NULL with err set: what is wrong with it
 * and what is allowed. */
json_t *arg_value(const struct turn *turn, const struct arg *arg, const char *text,
                  struct error *err);
/* The same, asked in passing: NULL without an error. */
json_t *arg_try(const struct turn *turn, const struct arg *arg, const char *text);
/* How many words a value of this type may have ("2 hours"): 1 to 3. */
size_t arg_words(const struct arg *arg);
/* "of its 9000 characters 4096 fit": how much of a text that is longer than `most` bytes
 * there is room for, in what people count. In the arena. */
char *arg_room(struct arena *arena, const char *text, size_t most);
/* At most a few words of what somebody typed, escaped, for an error. In the arena. */
char *arg_shown(struct arena *arena, const char *text);

/* ---- args_named.c ---- */

/* How an incident is named: its id (in capitals; also without INC-, or as a channel),
 * "001" or "#1" as typed, "001" for "INC-1", "inc 1" and "incident 1", or arg_is_place();
 * else NULL. In the arena. */
const char *arg_incident(struct arena *arena, const char *text);
/* "#slack:C1": a channel by its id. Whether it is an incident's is looked up later. */
bool arg_is_place(const char *ref);

/* The incident named where the reader stands, in one word or two ("inc 001"): the reader
 * moves behind it. NULL: none. */
const char *arg_incident_at(struct arena *arena, struct token_reader *reader);

/* Words that name nobody in particular: "nobody", "@you", "@channel", "@name". */
bool args_names_nobody(const char *text);
/* Who is meant by "me", "ben", "@ben" or "slack:U1"; NULL: nobody who is known. Known are
 * the asker, the people of the configuration, those whose names their network told, and
 * whoever the incident knows. A name that is nobody's would get a role, an action or a
 * call, and look as if somebody had it. So it is asked about, with or without its "@";
 * the full id ("console:ben") is the answer, and where the configuration names nobody the
 * "@" is. */
const char *arg_person(const struct turn *turn, const char *text);
/* The line that names them all the same, markup; NULL: nothing does. */
const char *arg_person_line(const struct turn *turn, const char *text);
/* Why that is nobody, and the line that names them all the same. False. */
bool arg_ask_person(const struct turn *turn, const char *text, struct error *err);

/* ---- args_times.c: all ERR-free, false: not such a time ---- */

/* A moment that has been: "10:05", "9:05pm" and "14h30" (the last one, unless
 * arg_to_come()), "yesterday 23:50", "20m", "20m ago" and "-20m", a date (its first
 * minute) or date and time of the workspace's zone, UTC with a Z. */
bool arg_past(const struct world *world, const char *text, int64_t *ret_at);
/* Of a clock whose time of today is still to come and nearer than yesterday's: yesterday's
 * as it can be typed ("2025-09-28T05:30"), in the arena. Else NULL. */
char *arg_to_come(struct arena *arena, const struct world *world, const char *text);
/* A moment to come: "2d", "in 20m", "17:00" (the next one), a day (args_days.c), a date
 * (its last minute) or date and time. Not checked to be later than now. */
bool arg_future(const struct world *world, const char *text, int64_t *ret_at);
/* A clock's time, "9:05", "9pm", "14h30 CEST", and the name of the zone behind it or "". */
bool arg_clock(const char *s, int *ret_hour, int *ret_minute, const char **ret_zone);
/* args_days.c: "friday", "on friday 17:00", "today", "tomorrow at 9am", "noon". */
bool arg_day(const struct world *world, const char *typed, int64_t *ret_at);
/* ---- args_at.c ---- */

/* "at 02:45 we saw ...", "10m ago we saw ...": for a command with ARG_AT, the words of the
 * moment (*ret_at, in the turn's arena) and the text behind them. Without a moment behind
 * "at" it is prose: the text as it was, *ret_at NULL. */
const char *args_take_at(const struct turn *turn, const struct command *command,
                         const char *text, const char **ret_at);
/* Refuses a text that begins with "at" and a time that is none ("25:99", "10m", another
 * zone): it would be published as if it had been told later. */
bool args_doubt_at(const struct parse *parse, const char *text);
/* The same of what stands behind "at": what is wrong with it, markup; NULL: nothing. */
const char *args_unread_at(const struct turn *turn, const char *rest);
/* "02:45 mitigate ..." as it stood behind "at": the line with the command in front. NULL:
 * there is no time, or no command that can be told later. */
const char *args_at_front(const struct turn *turn, const char *rest);

/* ---- args_ago.c: the moment behind a text ---- */

/* "fixed 10m ago", "all back at 02:45": of a command that records what was done, the text
 * without the moment, which is put among the arguments, when nothing else is said;
 * *ret_text. "the cause was a deploy 10m ago" is asked about: false, err. Elsewhere, and
 * in quotes, it is text. */
bool args_take_ago(const struct parse *parse, const char *text, const char **ret_text);
/* The moment with which a text ends, "10m ago", and what stands before it; NULL: none. */
const char *args_moment_behind(const struct turn *turn, const char *text,
                               const char **ret_before);
/* A moment that has been, as it can stand behind "at", from a text that may as well be
 * prose: in the arena, NULL: it is none for sure. */
const char *args_moment(const struct turn *turn, const char *words);

/* ---- args_parts.c: cutting the text up ---- */

/* Puts a value (reference taken over) into the map: words join those that are there,
 * anything else is ERR_INVALID when given twice. */
bool args_put(json_t *args, const struct arg *arg, json_t *value, struct error *err);

/* Takes every name=value of the table out of the text and puts the values into `args`;
 * *ret_text is what is left. */
bool args_take_keys(const struct turn *turn, const struct command *command,
                    const char *text, json_t *args, const char **ret_text,
                    struct error *err);
/* Takes the labelled parts ("impact: ... next: ...") off: *ret_text is what stands before
 * the first. */
bool args_take_parts(const struct parse *parse, const char *text, const char **ret_text);
/* Does one of the command's parts begin at s? */
bool args_is_part(const struct command *command, const char *s);

/* ---- args_tokens.c ---- */

struct token {
    const char *start; /* as typed: len bytes, quotes included */
    size_t len;
    size_t key;        /* length of the name in name=value, else 0 */
    const char *value; /* after "=", or the whole; without quotes */
    size_t value_len;
    bool quoted;   /* the whole token is quoted */
    bool unclosed; /* a quote after "=" that nothing closes */
};

/* A position in a text. Copying one remembers the place. */
struct token_reader {
    const char *at;
    unsigned unclosed; /* kinds of quotes that nothing ahead closes */
};

void token_start(struct token_reader *reader, const char *text);
/* Moves behind the next token. False: there is none. */
bool token_next(struct token_reader *reader, struct token *ret_token);
/* First byte that is no white space (in Unicode's sense, with zero-width ones). */
const char *token_skip_space(const char *s);
/* Copy without white space at both ends. */
char *token_trim(struct arena *arena, const char *s, size_t len);
/* Spelled out as an option: "--word", or with the dash that keyboards make of it. The
 * length of the mark, else 0. */
size_t token_dashes(const char *s);

#endif
