/**
 * The scalar functions of Amazon Redshift that a governor's expression may call, after "SQL functions reference" of its Database Developer
 * Guide. A function is included if it always returns the same result for the same arguments, for every reader; reads only its arguments;
 * has a cost in proportion to their size; and runs where the tables are (not only on the leader node).
 */
import { chooses, each, refused, takes, tests, theme, type FunctionReview } from './function-theme.js';

const any = Infinity;

export const redshiftFunctions: FunctionReview = {
  allowed: [
    theme(
      'Choices',
      'they return one of their arguments, or NULL',
      each('coalesce nvl', chooses(2, any), 'never'),
      each('nullif', chooses(2), 'never'),
      each('nvl2', chooses(3), 'never'),
      each('decode', chooses(3, any), 'never'),
      each('greatest least', takes(1, any), 'never'),
    ),
    theme(
      'Text',
      'they are linear in the length of the text; a length to pad to must be a literal number, because it alone sets the size',
      each(
        'lower upper initcap reverse length len char_length character_length octet_length',
        takes(1),
        'never',
      ),
      each('ascii soundex', takes(1), 'never'),
      each('chr', takes(1), 'refused'),
      each('btrim ltrim rtrim', takes(1, 2), 'never'),
      each('concat strpos charindex', takes(2), 'never'),
      each('left right', takes(2), 'particular'),
      each('substring', takes(2, 3), 'particular'),
      each('replace translate', takes(3), 'never'),
      each('split_part', takes(3), 'particular'),
      each('lpad rpad', { ...takes(2, 3), size: 1 }, 'never'),
      each('repeat replicate', { ...takes(2), size: 1 }, 'never'),
    ),
    theme(
      'Numbers',
      'they are arithmetic',
      each('abs ln log sqrt', takes(1), 'particular'),
      each('ceil ceiling floor sign cbrt', takes(1), 'never'),
      each('exp degrees radians', takes(1), 'refused'),
      each('sin cos tan cot asin acos', takes(1), 'refused'),
      each('atan to_hex', takes(1), 'never'),
      each('round trunc', takes(1, 2), 'particular'),
      each('mod', takes(2), 'particular'),
      each('power pow atan2 strtol', takes(2), 'refused'),
      each('pi', takes(0), 'never'),
    ),
    theme(
      'Dates and times',
      'they compute with the times that they are given; a time zone is an argument',
      each('last_day', takes(1), 'particular'),
      each('date_part_year', takes(1), 'never'),
      each('date_trunc add_months months_between next_day to_char', takes(2), 'particular'),
      each('date_cmp', takes(2), 'never'),
      each('to_number', takes(2), 'refused'),
      each('to_date', takes(2, 3), 'refused'),
      each('convert_timezone', takes(2, 3), 'particular'),
      each('dateadd datediff', { ...takes(3), unit: true }, 'particular'),
      each('date_part', { ...takes(2), unit: true }, 'never'),
    ),
    theme(
      'JSON and SUPER',
      'they read one document along one path',
      each('json_array_length json_parse', takes(1, 2), 'particular'),
      each('json_serialize', takes(1, 2), 'refused'),
      each('get_array_length', takes(1, 2), 'never'),
      each('json_extract_path_text', takes(2, any), 'particular'),
      each('json_extract_array_element_text', takes(2, 3), 'particular'),
      each('is_valid_json is_valid_json_array can_json_parse', tests(1), 'never'),
      each('is_array is_object is_scalar is_varchar is_integer is_boolean', tests(1), 'never'),
    ),
    theme(
      'Digests without a key',
      'they are linear in the length of the text',
      each('md5 sha sha1 func_sha1 crc32', takes(1), 'never'),
      each('sha2', takes(2), 'particular'),
    ),
  ],
  refused: [
    refused(
      'Aggregates',
      'an aggregate function',
      'it reads many rows, but the expression is about one row',
      `any_value avg bit_and bit_or bool_and bool_or count listagg max median min percentile_cont
      percentile_disc stddev stddev_pop stddev_samp sum var_pop var_samp variance`,
    ),
    refused(
      'Window functions',
      'a window function',
      'it depends on other rows, but the expression is about one row',
      `cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank ratio_to_report row_number`,
    ),
    refused(
      'Random values',
      'a random function',
      'two queries must see the same rows; for a sample use a minimize rule',
      'random',
    ),
    refused(
      'The time of the query',
      'a function of the current time',
      'the expression must mean the same at any time; for rows by their age use a time rule',
      `getdate sysdate now timeofday current_date current_time current_timestamp localtime localtimestamp
      statement_timestamp transaction_timestamp clock_timestamp age`,
    ),
    refused(
      'The session',
      'a function of the session',
      "for the view's reader use policy functions such as @username() and @isInGroups('group')",
      `current_user current_user_id current_aws_account current_database current_namespace current_schema current_schemas
      current_session_arn current_setting session_user user user_is_member_of role_is_member_of set_config version
      default_iam_role has_assumerole_privilege has_database_privilege has_schema_privilege has_table_privilege
      last_user_query_id pg_backend_pid pg_last_copy_count pg_last_copy_id pg_last_query_id pg_last_unload_count
      slice_num`,
    ),
    refused(
      'Results that session settings change',
      "a function of the session's time zone",
      'the reader could set it to see other rows; use convert_timezone or to_date',
      'to_timestamp timezone date',
    ),
    refused(
      'Regular expressions',
      'a function of regular expressions',
      'matching them can take far longer than the length of the text suggests; use LIKE, strpos or split_part',
      'regexp_count regexp_instr regexp_replace regexp_substr',
      'extendable',
    ),
    refused(
      'The leader node',
      'a function of the leader node',
      'it cannot read user tables; write substring for substr',
      'substr factorial generate_series array_to_string array_dims get_bit get_byte set_bit set_byte to_ascii',
    ),
  ],
};
