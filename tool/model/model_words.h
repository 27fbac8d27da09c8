// model_words.h - the closed words of device.yaml, in the order of their enums, ending with NULL.
// For model/ alone; everybody else asks need_word() and its like.
#ifndef MODEL_MODEL_WORDS_H
#define MODEL_MODEL_WORDS_H

extern const char *const key_role_words[];
extern const char *const need_words[];
extern const char *const impact_words[];
extern const char *const scope_words[];
extern const char *const feasibility_words[];
extern const char *const response_words[];
extern const char *const environment_words[];

#endif
