/* log.h: key=value lines on standard error, one event a line.
 *
 * Values are quoted where needed. Logs never hold message text or secrets: callers pass
 * ids, counts and reasons; log_secret() registers values that are blanked wherever they
 * would appear. The one piece of global state of the program, written at start only. */
#ifndef TOCSIN_BASE_LOG_H
#define TOCSIN_BASE_LOG_H

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARN, LOG_LEVEL_ERROR };

void log_set_level(enum log_level level);
/* Every later line shows [redacted] instead of `value`. Copied. At most 32. */
void log_secret(const char *value);
void log_forget_secrets(void); /* at exit */
/* log_event(LOG_LEVEL_INFO, "redis.connected", "version", "7.0.15", "ms", "3", NULL):
 * pairs of strings up to NULL. A NULL value prints as empty. */
void log_event(enum log_level level, const char *event, ...) __attribute__((sentinel));

#endif
