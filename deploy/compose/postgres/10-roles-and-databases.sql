-- Run by psql, as the superuser, once: when the server's volume is new.
-- The same roles and databases as deploy/local/pledge_local/databases.py makes.
\set ON_ERROR_STOP on
\set owner_password `cat /run/secrets/owner_password`
\set app_password `cat /run/secrets/app_password`
\set read_password `cat /run/secrets/read_password`

CREATE ROLE pledge_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE pledge_app LOGIN PASSWORD :'app_password';
CREATE ROLE pledge_read LOGIN PASSWORD :'read_password';

CREATE DATABASE registry OWNER pledge_owner;
REVOKE ALL ON DATABASE registry FROM PUBLIC;
GRANT CONNECT ON DATABASE registry TO pledge_app, pledge_read;

CREATE DATABASE scoring OWNER pledge_owner;
REVOKE ALL ON DATABASE scoring FROM PUBLIC;
GRANT CONNECT ON DATABASE scoring TO pledge_app, pledge_read;

\connect registry
CREATE EXTENSION IF NOT EXISTS pg_trgm;

\connect scoring
CREATE EXTENSION IF NOT EXISTS pg_trgm;
