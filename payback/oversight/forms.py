"""The filter of the audit trail."""

from __future__ import annotations

from payback.core.forms import DatePartsField, IntegerField, QueryForm, SelectField


class AuditFilterForm(QueryForm):
    """Narrow the trail to a kind of record, one record, or days."""

    record_kind = SelectField("Kind of record", required=False, blank="Every kind")
    record_id = IntegerField("Record number", required=False, least=1, most=2_147_483_647)
    since = DatePartsField("From", what="the first day", required=False)
    until = DatePartsField("To", what="the last day", required=False)
