-- What Redshift has and PostgreSQL has not, for a PostgreSQL that stands in for a cluster.
CREATE FUNCTION pg_catalog.getdate() RETURNS timestamp STABLE LANGUAGE sql AS 'SELECT LOCALTIMESTAMP';
CREATE FUNCTION pg_catalog.sha2(text, integer) RETURNS text IMMUTABLE LANGUAGE sql AS
  $$ SELECT encode(sha256(convert_to($1, 'UTF8')), 'hex') $$;
CREATE FUNCTION pg_catalog.nvl(text, text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT coalesce($1, $2)';
CREATE FUNCTION pg_catalog.len(text) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT length($1)';

CREATE VIEW public.svv_relation_privileges AS
  SELECT n.nspname::text AS namespace_name, c.relname::text AS relation_name, a.privilege_type,
    a.grantee::integer AS identity_id,
    CASE WHEN a.grantee = 0 THEN 'public' ELSE r.rolname::text END AS identity_name,
    CASE WHEN a.grantee = 0 THEN 'public' WHEN r.rolcanlogin THEN 'user' ELSE 'group' END AS identity_type,
    a.is_grantable AS admin_option
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN LATERAL aclexplode(c.relacl) a
    LEFT JOIN pg_roles r ON r.oid = a.grantee
  WHERE a.grantee <> c.relowner;
CREATE VIEW public.svv_schema_privileges AS
  SELECT n.nspname::text AS namespace_name, a.privilege_type, a.grantee::integer AS identity_id,
    CASE WHEN a.grantee = 0 THEN 'public' ELSE r.rolname::text END AS identity_name,
    CASE WHEN a.grantee = 0 THEN 'public' WHEN r.rolcanlogin THEN 'user' ELSE 'group' END AS identity_type,
    a.is_grantable AS admin_option, 'SCHEMA'::text AS privilege_scope
  FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
  WHERE a.grantee <> n.nspowner;
CREATE VIEW public.svv_column_privileges AS
  SELECT n.nspname::text AS namespace_name, c.relname::text AS relation_name, t.attname::text AS column_name, a.privilege_type,
    a.grantee::integer AS identity_id,
    CASE WHEN a.grantee = 0 THEN 'public' ELSE r.rolname::text END AS identity_name,
    CASE WHEN a.grantee = 0 THEN 'public' WHEN r.rolcanlogin THEN 'user' ELSE 'group' END AS identity_type,
    a.is_grantable AS admin_option
  FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL aclexplode(t.attacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
  WHERE a.grantee <> c.relowner;
CREATE VIEW public.svv_default_privileges AS
  SELECT n.nspname::text AS schema_name, CASE d.defaclobjtype WHEN 'r' THEN 'RELATION' ELSE 'FUNCTION' END AS object_type,
    d.defaclrole::integer AS owner_id, pg_get_userbyid(d.defaclrole)::text AS owner_name, 'user' AS owner_type, a.privilege_type,
    a.grantee::integer AS grantee_id, CASE WHEN a.grantee = 0 THEN 'public' ELSE r.rolname::text END AS grantee_name,
    CASE WHEN a.grantee = 0 THEN 'public' WHEN r.rolcanlogin THEN 'user' ELSE 'group' END AS grantee_type,
    a.is_grantable AS admin_option
  FROM pg_default_acl d CROSS JOIN LATERAL aclexplode(d.defaclacl) a LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
    LEFT JOIN pg_roles r ON r.oid = a.grantee
  WHERE a.grantee <> d.defaclrole;
CREATE FUNCTION pg_catalog.user_is_member_of(name, text) RETURNS boolean STABLE LANGUAGE sql AS
  $$ SELECT pg_has_role($1, $2::name, 'member') $$;
CREATE VIEW public.svv_redshift_databases AS SELECT datname::text AS database_name FROM pg_database;
GRANT SELECT ON public.svv_column_privileges, public.svv_default_privileges, public.svv_relation_privileges,
  public.svv_schema_privileges, public.svv_redshift_databases TO PUBLIC;
