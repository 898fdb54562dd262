"""PostgreSQL roles, one for each part of a site: created, updated, compared.

Everything happens in one transaction: no serving process lacks its rights at any moment, and none
has more.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from amparo.cli.apart import policy_functions as functions
from amparo.cli.apart import rights
from amparo.cli.apart.rights import Right

PLAIN = "LOGIN NOCREATEROLE NOINHERIT"
# What no new role may be, and what only such a role may set: executed only where necessary.
WEAK = "NOSUPERUSER NOCREATEDB NOREPLICATION NOBYPASSRLS"
IS_NOT_WEAK = "rolsuper OR rolcreatedb OR rolreplication OR rolbypassrls"
_HELD = """
    SELECT t.relname, a.privilege_type, NULL
      FROM pg_class t CROSS JOIN LATERAL aclexplode(t.relacl) a
     WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind IN ('r', 'v', 'm', 'S')
       AND a.grantee IN (0, %(role)s::regrole)
    UNION ALL
    SELECT t.relname, a.privilege_type, c.attname
      FROM pg_attribute c JOIN pg_class t ON t.oid = c.attrelid
     CROSS JOIN LATERAL aclexplode(c.attacl) a
     WHERE t.relnamespace = current_schema()::regnamespace
       AND a.grantee IN (0, %(role)s::regrole)
"""
_STRONG = """
    SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
        OR EXISTS (SELECT FROM pg_auth_members WHERE member = r.oid)
        OR EXISTS (SELECT FROM pg_class WHERE relowner = r.oid)
        OR has_schema_privilege(r.oid, current_schema(), 'CREATE')
        OR has_database_privilege(r.oid, current_database(), 'CREATE, TEMP')
      FROM pg_roles r WHERE rolname = %s
"""
_FUNCTIONS = (*functions.NAMES, "same_id()")
_IN_FORCE = """
    SELECT md5(coalesce(string_agg(one, ' ' ORDER BY one), '')) FROM (
        SELECT concat_ws(' ', tablename, policyname, permissive, roles, cmd, qual, with_check)
          FROM pg_policies WHERE schemaname = current_schema()
        UNION ALL
        SELECT concat_ws(' ', relname, relrowsecurity, relforcerowsecurity)
          FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relrowsecurity
        UNION ALL
        SELECT concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled)
          FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
         WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal
        UNION ALL
        SELECT concat_ws(' ', proname, prosrc, prosecdef, proconfig)
          FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
           AND proname = ANY (string_to_array('{names}', ' '))
    ) AS found (one)
""".replace("{names}", " ".join(one.partition("(")[0] for one in _FUNCTIONS))


@dataclass(frozen=True)
class Compared:
    """Rights that a role has beyond the intended ones, and those that it lacks."""

    more: frozenset[Right]
    less: frozenset[Right]
    strong: bool  # has attributes that table rights do not limit


def name_of(part: str) -> str:
    """The role's name, with the database's: several sites may share a server."""
    return f"{connection.settings_dict['NAME']}_{part}"


def exists(part: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [name_of(part)])
        return cursor.fetchone() is not None


def make(passwords: dict[str, str]) -> None:
    """Create or update the role of each part with a password here, with exactly its rights."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements(passwords):
            cursor.execute(statement)


def statements(passwords: dict[str, str]) -> Iterator[str]:
    """SQL statements of the same, for an operator who may create roles where this account may not.
    Passwords are in the server's hashed form, with which no one can sign in."""
    schema = _quoted("public")
    base = _quoted(str(connection.settings_dict["NAME"]))
    yield f"REVOKE ALL ON DATABASE {base} FROM PUBLIC"
    yield f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC"
    for part, password in passwords.items():
        role = _quoted(name_of(part))
        yield _made(name_of(part))
        yield _weakened(name_of(part))
        yield f"ALTER ROLE {role} {PLAIN} PASSWORD '{_kept_as(name_of(part), password)}'"
        yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}"
        yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {role}"
        yield f"REVOKE ALL ON DATABASE {base} FROM {role}"
        yield f"REVOKE ALL ON SCHEMA {schema} FROM {role}"
        yield f"GRANT CONNECT ON DATABASE {base} TO {role}"
        yield f"GRANT USAGE ON SCHEMA {schema} TO {role}"
        for right in rights.rights_of(part):
            yield f"GRANT {_in_words(right)} ON {_quoted(right.table)} TO {role}"
    yield from _rules()
    yield _noted()


def _rules() -> Iterator[str]:
    """Row rules, for all roles."""
    yield from functions.statements()
    yield from _rows()
    yield from _same_ids()
    yield from _owned()


def _owned() -> Iterator[str]:
    """Set the tables' owner as owner of the functions, also where a superuser runs this."""
    whose = "SELECT tableowner FROM pg_tables WHERE tablename = 'accounts_member'"
    whose += " AND schemaname = current_schema()"
    for function in _FUNCTIONS:
        alter = f"ALTER FUNCTION {function} OWNER TO %I"
        yield f"DO $$ BEGIN EXECUTE format('{alter}', ({whose})); END $$"


def _rows() -> Iterator[str]:
    """Row policies. They name no role, because a backup is restored where none exists yet."""
    for table in _limited():
        yield f"ALTER TABLE {_quoted(table)} ENABLE ROW LEVEL SECURITY"
        yield f"DROP POLICY IF EXISTS apart ON {_quoted(table)}"
        for verb in rights.VERBS:
            name = f"apart_{verb.lower()}"
            how = "WITH CHECK" if verb == "INSERT" else "USING"
            yield f"DROP POLICY IF EXISTS {name} ON {_quoted(table)}"
            asked = {part: rights.rows_of(part).get(table, {}).get(verb) for part in rights.PARTS}
            yield f"CREATE POLICY {name} ON {_quoted(table)} FOR {verb} {how} ({_cases(asked)})"
    yield from _written()


def _written() -> Iterator[str]:
    """Conditions on written rows, in addition to any other policy of the table."""
    found = {one for part in rights.PARTS for one in rights.written_by(part)}
    for table in sorted({table for table, _verb in found}):
        yield f"ALTER TABLE {_quoted(table)} ENABLE ROW LEVEL SECURITY"
        if not any(table in rights.rows_of(part) for part in rights.PARTS):
            yield f"DROP POLICY IF EXISTS apart ON {_quoted(table)}"
            yield f"CREATE POLICY apart ON {_quoted(table)} USING (true)"
    for table, verb in sorted(found):
        cases = _cases({part: rights.written_by(part).get((table, verb)) for part in rights.PARTS})
        name = f"written_{verb.lower()}"
        using = "USING (true) " if verb == "UPDATE" else ""
        yield f"DROP POLICY IF EXISTS {name} ON {_quoted(table)}"
        yield (
            f"CREATE POLICY {name} ON {_quoted(table)} AS RESTRICTIVE FOR {verb}"
            f" {using}WITH CHECK ({cases})"
        )


def _cases(conditions: Mapping[str, str | None]) -> str:
    cases = " ".join(
        f"WHEN current_user = current_database() || '_{part}' THEN {condition}"
        for part, condition in conditions.items()
        if condition
    )
    return f"CASE {cases} ELSE true END" if cases else "true"


def _limited() -> list[str]:
    return sorted({table for part in rights.PARTS for table in rights.rows_of(part)})


def _same_ids() -> Iterator[str]:
    """Triggers that forbid changing a row's id.

    PostgreSQL lets a role that may update a row write its id, and checks foreign keys only at the
    end, so two requests could be swapped. No part of a site changes ids.
    """
    yield (
        "CREATE OR REPLACE FUNCTION same_id() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE insufficient_privilege USING MESSAGE = 'a row keeps its id'; END $$"
    )
    for table, key in rights.known_by().items():
        column = _quoted(key)
        yield f"DROP TRIGGER IF EXISTS same_id ON {_quoted(table)}"
        yield (
            f"CREATE TRIGGER same_id BEFORE UPDATE OF {column} ON {_quoted(table)} FOR EACH ROW"
            f" WHEN (OLD.{column} IS DISTINCT FROM NEW.{column}) EXECUTE FUNCTION same_id()"
        )


def meant() -> str:
    """Hash by which the rules of this version are recognised."""
    return sha256("\n".join(_rules()).encode()).hexdigest()


def _noted() -> str:
    """Store with the rules the hash of this version, and of what PostgreSQL made of them."""
    return (
        f"DO $$ BEGIN EXECUTE format('COMMENT ON FUNCTION same_id() IS %L', '{meant()} ' ||"
        f" ({_IN_FORCE})); END $$"
    )


def are_of_this_version() -> bool:
    return _comment()[0] == meant()


def are_as_they_were_made() -> bool:
    """Whether no rule was changed by hand since."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE)
        (found,) = cursor.fetchone()
    return _comment()[1] == str(found)


def _comment() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regprocedure('same_id()'), 'pg_proc')")
        (said,) = cursor.fetchone()
    version, _, found = (said or "").partition(" ")
    return version, found


def _made(role: str) -> str:
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN"
        f" CREATE ROLE {_quoted(role)}; END IF; END $$"
    )


def _weakened(role: str) -> str:
    return (
        f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}' AND ({IS_NOT_WEAK}))"
        f" THEN ALTER ROLE {_quoted(role)} {WEAK}; END IF; END $$"
    )


def _in_words(right: Right) -> str:
    columns = ", ".join(_quoted(one) for one in right.columns)
    return f"{right.verb} ({columns})" if columns else right.verb


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _kept_as(role: str, password: str) -> str:
    connection.ensure_connection()
    raw: Any = connection.connection
    kept: bytes = raw.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    return kept.decode()


def compared(part: str) -> Compared:
    """The rights that the role has now, compared with the intended ones."""
    meant = set(rights.rights_of(part))
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"role": _quoted(name_of(part))})
        held = _gathered(cursor.fetchall())
        cursor.execute(_STRONG, [name_of(part)])
        strong = bool(cursor.fetchone()[0])
    return Compared(frozenset(held - meant), frozenset(meant - held), strong)


def _gathered(rows: list[tuple[str, str, str | None]]) -> set[Right]:
    columns: dict[tuple[str, str], set[str]] = {}
    for table, verb, column in rows:
        columns.setdefault((table, verb), set()).update([column] if column else [])
    return {Right(table, verb, tuple(sorted(some))) for (table, verb), some in columns.items()}
