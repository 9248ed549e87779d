-- The views in which Redshift keeps its history, with their columns that scrim reads, and who sees which rows of them.
CREATE TABLE public.unrestricted (username text);
CREATE FUNCTION public.sees(owner integer) RETURNS boolean STABLE SECURITY DEFINER LANGUAGE sql AS $$
  SELECT EXISTS (SELECT FROM public.unrestricted WHERE username = session_user)
    OR (SELECT usesuper OR usesysid::integer = owner FROM pg_user WHERE usename = session_user) $$;
CREATE VIEW public.svv_user_info AS
  SELECT usename::text AS user_name, usesysid::integer AS user_id, usesuper AS superuser,
    CASE WHEN EXISTS (SELECT FROM public.unrestricted WHERE username = usename) THEN 'UNRESTRICTED' ELSE 'RESTRICTED' END AS syslog_access
  FROM pg_user;

CREATE TABLE public.all_queries (user_id integer, query_id bigint, session_id integer, database_name character(128), query_type character(32),
  status character(10), result_cache_hit boolean, start_time timestamp, end_time timestamp, elapsed_time bigint, error_message character(512),
  returned_rows bigint, returned_bytes bigint, query_text character(4000));
CREATE TABLE public.all_texts (user_id integer, query_id bigint, sequence integer, text character(4000));
CREATE TABLE public.all_details (user_id integer, query_id bigint, step_name text, table_id integer, table_name character(136),
  input_rows bigint, output_bytes bigint);
CREATE VIEW public.sys_query_history AS SELECT * FROM public.all_queries WHERE public.sees(user_id);
CREATE VIEW public.sys_query_text AS SELECT * FROM public.all_texts WHERE public.sees(user_id);
CREATE VIEW public.sys_query_detail AS SELECT * FROM public.all_details WHERE public.sees(user_id);

CREATE TABLE public.stl_query (userid integer, query integer, pid integer, database character(32), querytxt character(4000),
  starttime timestamp, endtime timestamp, aborted integer);
CREATE TABLE public.stl_querytext (userid integer, query integer, sequence integer, text character(200));
CREATE TABLE public.stl_scan (userid integer, query integer, slice integer, type integer, tbl integer, perm_table_name character(136),
  rows bigint, bytes bigint);
GRANT SELECT ON public.svv_user_info, public.sys_query_history, public.sys_query_text, public.sys_query_detail, public.stl_query,
  public.stl_querytext, public.stl_scan TO PUBLIC;
