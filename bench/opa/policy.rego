# The policy of the benchmark for Open Policy Agent. Every object is found by its key; nothing walks over the world. What is unknown is closed.
package trino

default allow := false

caller := data.users[input.context.identity.user]

caller_groups := {name | some name in caller.groups}

# The owner of the views reads raw tables as they are.
is_owner if input.context.identity.user == data.owner

facts(resource) := data.tables[resource.catalogName][resource.schemaName][resource.tableName]

# A person needs all groups that the tags of the table ask for, and they ask for at least one.
readable(resource) if {
	needed := {group |
		some tag in facts(resource).tags
		some group in data.policies.groups[tag]
	}
	count(needed) > 0
	count(needed - caller_groups) == 0
}

# allow

allow if is_owner

allow if {
	input.action.operation in {"ExecuteQuery", "AccessCatalog", "ShowSchemas", "ShowTables", "ShowColumns"}
	caller
}

allow if {
	input.action.operation in {"SelectFromColumns", "CreateViewWithSelectFromColumns"}
	resource := input.action.resource.table
	readable(resource)
	known := facts(resource).columns
	every name in resource.columns { known[name] }
}

# batch

batch contains index if {
	input.action.operation in {"FilterCatalogs", "FilterSchemas"}
	caller
	some index, _ in input.action.filterResources
}

batch contains index if {
	input.action.operation == "FilterTables"
	some index, item in input.action.filterResources
	shown(item.table)
}

batch contains index if {
	input.action.operation == "FilterColumns"
	resource := input.action.filterResources[0].table
	shown(resource)
	known := facts(resource).columns
	some index, name in resource.columns
	known[name]
}

shown(_) if is_owner

shown(resource) if readable(resource)

# rows

rowFilters contains {"expression": text} if {
	not is_owner
	table := facts(input.action.resource.table)
	some tag in table.tags
	some filter in data.policies.rows[tag]
	text := held(table.tagged[filter.columnTag], caller.attributes[filter.attribute])
}

rowFilters contains {"expression": "false"} if {
	not is_owner
	not facts(input.action.resource.table)
}

held(column, values) := sprintf("%s IN (%s)", [name_of(column), concat(", ", [literal(value) | some value in values])]) if {
	count(values) > 0
} else := "false"

# mask and masks

columnMask := {"expression": text} if {
	not is_owner
	text := masked(input.action.resource.column)
}

batchColumnMasks contains {"index": index, "viewExpression": {"expression": text}} if {
	not is_owner
	some index, item in input.action.filterResources
	text := masked(item.column)
}

# Of the masks that apply, the strictest.
masked(column) := written(strictest[2], name_of(column.columnName), column.columnType) if {
	tags := facts(column).columns[column.columnName]
	count(tags) > 0
	applying := [[policy.rank, policy.name, policy.kind] |
		some of_table in facts(column).tags
		some of_column in tags
		some policy in data.policies.masks[of_table][of_column]
		not policy.unlessGroup in caller_groups
	]
	count(applying) > 0
	strictest := min(applying)
}

masked(column) := written("null", name_of(column.columnName), column.columnType) if {
	not facts(column).columns[column.columnName]
}

written("null", _, type) := sprintf("CAST(NULL AS %s)", [type])

written("constant", _, type) := sprintf("CAST('REDACTED' AS %s)", [type])

written("hash", name, _) := sprintf("to_hex(sha256(to_utf8(%s)))", [name])

written("partial", name, _) := sprintf("concat('***', substr(%s, -4))", [name])

written("year", name, _) := sprintf("date_trunc('year', %s)", [name])

written("thousand", name, _) := sprintf("round(%s, -3)", [name])

# SQL

name_of(text) := sprintf("\"%s\"", [replace(text, "\"", "\"\"")])

literal(text) := sprintf("'%s'", [replace(text, "'", "''")])
