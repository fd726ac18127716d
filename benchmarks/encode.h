/*
 * Encodes CSV as JSON records, in tight C.
 *
 * First it marks all bytes that end a cell or need an escape, 64 at a time with AVX2 where the processor has it. Then
 * it copies the cells between them. The first line names the fields. Empty cells are left out. UTF-8 is not checked.
 */
#ifndef MATEO_BENCHMARK_ENCODE_H
#define MATEO_BENCHMARK_ENCODE_H

#include <fcntl.h>
#include <immintrin.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ENCODER_INPUT = 256 << 10, ENCODER_ROW = 16 << 10, ENCODER_COLUMNS = 64, ENCODER_NAME = 64 };
/* A row is never larger than the input, and an escaped byte takes at most six bytes. */
enum { ENCODER_ROW_ROOM = 6 * ENCODER_INPUT + ENCODER_COLUMNS * (ENCODER_NAME + 8), ENCODER_OUTPUT = 4 << 20 };

struct encoder {
    int file;
    bool has_ended;
    size_t columns;
    char names[ENCODER_COLUMNS][ENCODER_NAME];
    size_t name_lengths[ENCODER_COLUMNS];
    /* The bytes that were read, followed by line ends that stop every row. */
    uint8_t input[ENCODER_INPUT + 128];
    size_t at, end;
    /* The positions of bytes that end a cell or need an escape, in order. */
    uint32_t marks[ENCODER_INPUT + 192];
    const uint32_t *mark;
    /* The encoded text. The caller may put something in front of it. */
    char output[ENCODER_OUTPUT + 64];
    size_t length;
};

static inline void encoder_fail(const char *why) {
    fprintf(stderr, "encode: %s\n", why);
    exit(1);
}

static inline bool encoder_is_marked(uint8_t byte) {
    return byte < 0x20 || byte == '"' || byte == '\\' || byte == ',';
}

static inline void encoder_mark_plain(struct encoder *encoder) {
    uint32_t *mark = encoder->marks;
    for (uint32_t i = (uint32_t)encoder->at; i < encoder->end + 64; i++) {
        if (encoder_is_marked(encoder->input[i])) *mark++ = i;
    }
}

__attribute__((target("avx2")))
static inline uint32_t encoder_marks_in_half(const uint8_t *from) {
    __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)from);
    __m256i control = _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, _mm256_set1_epi8(0x1f)), bytes);
    __m256i quote = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('"'));
    __m256i backslash = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\\'));
    __m256i comma = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(','));
    __m256i found = _mm256_or_si256(_mm256_or_si256(control, quote), _mm256_or_si256(backslash, comma));
    return (uint32_t)_mm256_movemask_epi8(found);
}

/* Always writes eight marks at once, since the processor would mispredict a branch for each. */
__attribute__((target("avx2,bmi,popcnt")))
static inline void encoder_mark_avx2(struct encoder *encoder) {
    uint32_t *mark = encoder->marks;
    for (size_t i = encoder->at; i < encoder->end + 64; i += 64) {
        uint64_t low = encoder_marks_in_half(encoder->input + i), high = encoder_marks_in_half(encoder->input + i + 32);
        uint64_t bits = low | high << 32;
        uint32_t *next = mark + __builtin_popcountll(bits);
        do {
#pragma GCC unroll 8
            for (int count = 0; count < 8; count++) {
                mark[count] = (uint32_t)(i + _tzcnt_u64(bits));
                bits &= bits - 1;
            }
            mark += 8;
        } while (bits != 0);
        mark = next;
    }
}

/* Reads more when less than the largest row is left. */
static inline void encoder_fill(struct encoder *encoder) {
    size_t left = encoder->end - encoder->at;
    if (encoder->has_ended || left >= ENCODER_ROW) return;
    memmove(encoder->input, encoder->input + encoder->at, left);
    while (left < ENCODER_INPUT && !encoder->has_ended) {
        ssize_t count = read(encoder->file, encoder->input + left, ENCODER_INPUT - left);
        if (count < 0) encoder_fail("the file cannot be read");
        encoder->has_ended = count == 0;
        left += (size_t)count;
    }
    memset(encoder->input + left, '\n', 128);
    if (encoder->has_ended && left > 0 && encoder->input[left - 1] != '\n') left++;
    encoder->at = 0;
    encoder->end = left;
    encoder->mark = encoder->marks;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")) {
        encoder_mark_avx2(encoder);
    } else {
        encoder_mark_plain(encoder);
    }
}

/* Copies 32 bytes at a time, so it writes beyond the length. */
static inline char *encoder_copy(char *to, const uint8_t *from, size_t length) {
    memcpy(to, from, 32);
    for (size_t done = 32; done < length; done += 32) memcpy(to + done, from + done, 32);
    return to + length;
}

static inline char *encoder_escape(char *to, uint8_t byte) {
    static const char short_escapes[] = "\bb\tt\nn\ff\rr\"\"\\\\", digits[] = "0123456789abcdef";
    *to++ = '\\';
    for (const char *pair = short_escapes; *pair != 0; pair += 2) {
        if (*pair != (char)byte) continue;
        *to++ = pair[1];
        return to;
    }
    memcpy(to, "u00", 3);
    to[3] = digits[byte >> 4];
    to[4] = digits[byte & 15];
    return to + 5;
}

/* Writes a cell that has quotes or needs escapes, and moves to the mark after it. */
static inline char *encoder_odd_cell(struct encoder *encoder, size_t from, char *to) {
    const uint8_t *input = encoder->input;
    bool is_quoted = input[from] == '"';
    if (is_quoted) {
        from++;
        encoder->mark++;
    }
    while (true) {
        size_t at = *encoder->mark;
        uint8_t byte = input[at];
        bool is_end = byte == ',' || byte == '\n' || (byte == '\r' && input[at + 1] == '\n');
        if (at >= encoder->end) encoder_fail("a quote is not closed, or a row is too large");
        to = encoder_copy(to, input + from, at - from);
        if (!is_quoted && is_end) break;
        encoder->mark++;
        from = at + 1;
        if (byte == '"' && is_quoted) {
            if (input[from] != '"') break;
            encoder->mark++;
            from++;
        }
        if (byte == ',') *to++ = ',';
        else to = encoder_escape(to, byte);
    }
    if (input[*encoder->mark] == '\r') encoder->mark++;
    return to;
}

/* Writes a row and moves to the next one. Local copies, since the compiler assumes that text may alias the struct. */
static inline char *encoder_row(struct encoder *encoder, char *to) {
    const uint8_t *input = encoder->input;
    const uint32_t *mark = encoder->mark;
    size_t at = encoder->at, last = encoder->columns - 1;
    for (size_t column = 0; column <= last; column++) {
        uint8_t stop = column == last ? '\n' : ',';
        memcpy(to, encoder->names[column], ENCODER_NAME);
        char *start = to + encoder->name_lengths[column], *end;
        if (input[*mark] == stop) {
            end = encoder_copy(start, input + at, *mark - at);
        } else {
            encoder->mark = mark;
            end = encoder_odd_cell(encoder, at, start);
            mark = encoder->mark;
            if (input[*mark] != stop) encoder_fail("a row has not as many cells as the header");
        }
        memcpy(end, "\",", 2);
        to = end > start ? end + 2 : to;
        at = *mark++ + 1;
    }
    encoder->mark = mark;
    encoder->at = at;
    return to;
}

/* Appends records to the output, with commas between them. Returns their number, 0 at the end of the file. */
static inline size_t encoder_next(struct encoder *encoder, size_t most) {
    size_t records = 0;
    for (; records < most && encoder->length + ENCODER_ROW_ROOM < ENCODER_OUTPUT; records++) {
        encoder_fill(encoder);
        if (encoder->at == encoder->end) break;
        char *to = encoder->output + encoder->length;
        if (records > 0) *to++ = ',';
        *to++ = '{';
        to = encoder_row(encoder, to);
        if (encoder->at > encoder->end) encoder_fail("a row is too large");
        if (to[-1] == ',') to--;
        *to++ = '}';
        encoder->length = (size_t)(to - encoder->output);
    }
    return records;
}

/* Opens a file and reads the names of its fields, which may not have quotes. */
static inline struct encoder *encoder_open(const char *path) {
    struct encoder *encoder = malloc(sizeof *encoder);
    if (encoder == NULL) encoder_fail("no memory");
    encoder->file = open(path, O_RDONLY | O_CLOEXEC);
    encoder->has_ended = false;
    encoder->at = encoder->end = encoder->length = encoder->columns = 0;
    if (encoder->file < 0) encoder_fail("the file cannot be opened");
    encoder_fill(encoder);
    for (uint8_t last = ','; last == ','; encoder->at++) {
        const char *name = (const char *)encoder->input + encoder->at;
        size_t length = strcspn(name, ",\r\n");
        if (encoder->columns == ENCODER_COLUMNS) encoder_fail("the header has too many names");
        int written = snprintf(encoder->names[encoder->columns], ENCODER_NAME, "\"%.*s\":\"", (int)length, name);
        if (written >= ENCODER_NAME) encoder_fail("a name is too long");
        encoder->name_lengths[encoder->columns++] = (size_t)written;
        encoder->at += length + (name[length] == '\r');
        last = encoder->input[encoder->at];
    }
    while (*encoder->mark < encoder->at) encoder->mark++;
    return encoder;
}

static inline void encoder_close(struct encoder *encoder) {
    close(encoder->file);
    free(encoder);
}

#endif
