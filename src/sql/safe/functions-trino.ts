/**
 * The scalar functions of Trino 476 that a governor's expression may call, after "Functions and operators" of its
 * documentation. In is what gives the same result for the same arguments whoever asks and whenever, reads nothing but its
 * arguments, and costs no more than their size lets expect.
 */
import { chooses, each, refused, takes, tests, theme, type FunctionReview } from './function-theme.js';

const any = Infinity;

export const trinoFunctions: FunctionReview = {
  allowed: [
    theme(
      'Choices',
      'they give one of their arguments, or NULL',
      each('coalesce', chooses(2, any)),
      each('nullif', chooses(2)),
      each('if', chooses(2, 3)),
      each('try', chooses(1)),
      each('greatest least', takes(1, any)),
    ),
    theme(
      'Text',
      'they are linear in the length of the text; a length to fill up to is a literal number, as it alone decides the size',
      each('lower upper reverse length codepoint chr soundex to_utf8', takes(1)),
      each('ltrim rtrim from_utf8', takes(1, 2)),
      each('replace split strpos substr substring', takes(2, 3)),
      each('concat concat_ws', takes(2, any)),
      each('split_part translate split_to_map', takes(3)),
      each('hamming_distance', takes(2)),
      each('starts_with', tests(2)),
      each('luhn_check', tests(1)),
      each('lpad rpad', { ...takes(3), size: 1 }),
    ),
    theme(
      'Numbers',
      'they are arithmetic',
      each('abs ceil ceiling floor sign exp ln log2 log10 sqrt cbrt degrees radians', takes(1)),
      each('sin cos tan asin acos atan sinh cosh tanh bitwise_not', takes(1)),
      each('round truncate', takes(1, 2)),
      each('mod power pow log atan2 from_base to_base', takes(2)),
      each('bitwise_and bitwise_or bitwise_xor bit_count', takes(2)),
      each('bitwise_left_shift bitwise_right_shift bitwise_right_shift_arithmetic', takes(2)),
      each('width_bucket', takes(2, 4)),
      each('pi e nan infinity', takes(0)),
      each('is_nan is_finite is_infinite', tests(1)),
    ),
    theme(
      'Dates and times',
      'they compute with the times that they are given, in the zone that the value or an argument names',
      each('year quarter month week week_of_year day day_of_month day_of_week dow', takes(1)),
      each('day_of_year doy year_of_week yow hour minute second millisecond', takes(1)),
      each('timezone_hour timezone_minute last_day_of_month date', takes(1)),
      each('from_iso8601_date to_iso8601 to_unixtime to_milliseconds parse_duration', takes(1)),
      each('date_trunc with_timezone at_timezone', takes(2)),
      each('date_add date_diff', takes(3)),
      each('from_unixtime', takes(2, 3)),
    ),
    theme(
      'JSON',
      'they read one document along one path',
      each('json_parse json_format json_array_length', takes(1)),
      each('json_extract json_extract_scalar json_size json_array_get', takes(2)),
      each('json_array_contains', tests(2)),
      each('is_json_scalar', tests(1)),
    ),
    theme(
      'Arrays and maps',
      'they go over the elements of a value of the row; of the functions that take a lambda expression those that keep no state',
      each('cardinality array_max array_min array_distinct flatten', takes(1)),
      each('array_remove array_union array_intersect array_except array_position trim_array', takes(2)),
      each('array_join', takes(2, 3)),
      each('slice', takes(3)),
      each('element_at', chooses(2)),
      each('contains contains_sequence arrays_overlap', tests(2)),
      each('any_match all_match none_match', { ...tests(2), lambda: true }),
      each('array_sort', { ...takes(1, 2), lambda: true }),
      each('filter transform map_filter transform_keys transform_values', { ...takes(2), lambda: true }),
      each('zip_with map_zip_with', { ...takes(3), lambda: true }),
      each('map_keys map_values map_entries map_from_entries', takes(1)),
      each('map', takes(0, 2)),
      each('map_concat', takes(2, any)),
      each('repeat', { ...takes(2), size: 1 }),
    ),
    theme(
      'Bytes and digests without a key',
      'they are linear in the length of the bytes',
      each(
        'to_hex from_hex to_base64 from_base64 to_base64url from_base64url to_base32 from_base32',
        takes(1),
      ),
      each('md5 sha1 sha256 sha512 xxhash64 crc32 murmur3 spooky_hash_v2_32 spooky_hash_v2_64', takes(1)),
      each('to_big_endian_32 to_big_endian_64 from_big_endian_32 from_big_endian_64', takes(1)),
    ),
    theme(
      'URLs',
      'they take a text apart and call nothing',
      each('url_extract_host url_extract_path url_extract_port url_extract_protocol', takes(1)),
      each('url_extract_query url_extract_fragment url_encode url_decode', takes(1)),
      each('url_extract_parameter', takes(2)),
    ),
  ],
  refused: [
    refused(
      'Aggregates',
      'an aggregate function',
      'it reads many rows, and the expression is about one',
      `any_value approx_distinct approx_most_frequent approx_percentile approx_set arbitrary array_agg avg bitwise_and_agg
      bitwise_or_agg bitwise_xor_agg bool_and bool_or checksum corr count count_if covar_pop covar_samp every geometric_mean
      histogram kurtosis listagg make_set_digest map_agg map_union max max_by merge min min_by multimap_agg
      numeric_histogram qdigest_agg reduce_agg regr_intercept regr_slope skewness stddev stddev_pop stddev_samp sum
      tdigest_agg var_pop var_samp variance`,
    ),
    refused(
      'Window functions',
      'a window function',
      'it depends on other rows, and the expression is about one',
      'cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number',
    ),
    refused(
      'Chance',
      'a function of chance',
      'two questions must see the same rows; for a sample use a minimize rule',
      'rand random shuffle uuid',
    ),
    refused(
      'The time of the question',
      'a function of the current time',
      'the expression must mean the same at any time; for rows by their age use a time rule',
      'now current_date current_time current_timestamp current_timezone localtime localtimestamp',
    ),
    refused(
      'The session',
      'a function of the session',
      "the view's reader is known by policy functions such as @username() and @isInGroups('group')",
      'current_user current_groups current_catalog current_schema current_path version',
    ),
    refused(
      'What the settings of the session change',
      "a function of the session's time zone or language",
      'its reader could set them to see other rows; use date_trunc, year, from_iso8601_date or with_timezone',
      `date_format date_parse format_datetime parse_datetime from_iso8601_timestamp from_iso8601_timestamp_nanos
      from_unixtime_nanos to_char to_date to_timestamp`,
    ),
    refused(
      'Failing',
      'a function that fails on purpose',
      'a row is shown or not; an error would tell that there is a row',
      'fail',
    ),
    refused(
      'Regular expressions',
      'a function of regular expressions',
      'a pattern that backtracks can take time without end (by default Trino matches with Joni); use LIKE, strpos or split_part',
      `regexp_like regexp_count regexp_extract regexp_extract_all regexp_position regexp_replace regexp_split`,
      'extendable',
    ),
    refused(
      'Costs without bounds',
      'a function whose cost grows faster than its arguments',
      'a row must not cost more than its size lets expect',
      'combinations ngrams sequence reduce format levenshtein_distance word_stem',
      'extendable',
    ),
    refused(
      'Digests with a key',
      'a digest with a key',
      'the key would stand in the view, where its readers see it; use a hash mask',
      'hmac_md5 hmac_sha1 hmac_sha256 hmac_sha512',
    ),
    refused(
      'Services',
      'a function that calls a service',
      'values would leave the database',
      `ai_analyze_sentiment ai_classify ai_extract ai_fix_grammar ai_gen ai_mask ai_translate`,
    ),
  ],
};
