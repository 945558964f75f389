"""What of a mutation chooses records, and what is written into them."""

import pytest

from firewall.inspection.conditions import is_condition


def under(*names):
    return tuple(frozenset({name}) for name in names)


M = "Mutation."
CHOOSES = [
    (M + "updatePatients.where", "PatientWhereInput.status"), (M + "update_patients.where", "patients_bool_exp.status", "String_comparison_exp._gt"),
    (M + "updatePatients.filterBy", "PatientInput.status"), (M + "updatePatients.userWhere", "PatientInput.status"), (M + "updatePatients.status",),
    (M + "updatePatients.by", "PatientInput.status"), (M + "updatePatients.other", "PatientInput.status"), (M + "updatePatients.if", "PatientInput.status"),
    (M + "updatePatients.data", "PatientInput.status", "Texts.gt"), (M + "updatePatients.data", "PatientInput.status", "Texts._nin"), (M + "updatePatients.data", "PatientFilter.status"),
    (M + "updatePatient.data", "PatientUpdateInput.doctor", "DoctorNested.connect", "DoctorUnique.license"), (M + "updatePatient.data", "PatientUpdateInput.visits", "Nested.deleteMany", "VisitScalar.status"),
    (M + "insert_patients.on_conflict", "patients_on_conflict.where", "patients_bool_exp.status"), (M + "createReport.where", "PatientInput.status"),
    (M + "deletePatients.input", "PatientInput.status"), (M + "removePatients.patients", "PatientInput.status"), (M + "purge.data", "PatientInput.status"),
    ("Patient.visits.input", "VisitInput.status"), ("Patient.createVisits.data", "VisitInput.status"), (M + "approveAll.patients", "PatientInput.status"),
    (M + "patientDelete.input", "PatientInput.status"), (M + "patientsDeleteMany.input", "PatientInput.status"), (M + "bulkDeletePatients.input", "PatientInput.status"),
    (M + "softDelete.data", "PatientInput.status"), (M + "archivePatients.input", "PatientInput.status"), (M + "updatePatients.input", "PatientInput.age_gt"),
    (M + "updatePatients.input", "PatientInput.birthNe"), (M + "createPatient.input", "PatientInput.condition", "PatientCondition.status"),
    (M + "updatePatients.input", "PatientInput.condition"), (M + "createPatient.condition",), (M + "updatePatient.data", "Nested.updateMany", "VisitUpdateManyWithWhereInput.where", "VisitScalar.status"),
    (M + "updatePatient.data", "WithWhereInput.status"), (M + "updatePatient.data", "VisitWhereWithInput.data"), (M + "create.patient", "PatientInput.status_gt"),
    (M + "createPatient.data", "PatientCreateInput.doctor", "Nested.connectOrCreate", "DoctorCreateOrConnectWithoutPatientInput.where", "DoctorUnique.name"),
    (M + "updateCondition.input", "Wrapped.where", "ConditionInput.code"), (M + "updatePatients.input", "UpdatePatientsInput.condition", "PatientInput.status"),
    (M + "updatePatients.data", "ModelPatientConditionInput.status"),
]  # fmt: skip
WRITTEN = [
    (M + "updatePatient.data", "PatientInput.status"), (M + "updatePatient.input", "Wrapped.patch", "PatientPatch.status"), (M + "update_patients._set", "patients_set_input.status"),
    (M + "updatePatient.patient", "PatientInput.address", "AddressInput.city"), (M + "createPatient.anything", "PatientInput.status"), (M + "insert_patients.objects", "patients_insert_input.createdBy"),
    (M + "upsertPatient.create", "PatientInput.status"), (M + "updatePatient.data", "PatientInput.reportedBy"), ("PatientMutations.update.data", "PatientInput.status"),
    (M + "updatePatient.data", "PatientInput.name", "StringFieldUpdate.set"),
    (M + "createDiagnosis.input", "DiagnosisInput.condition"), (M + "patientCreate.patient", "PatientInput.conditions"), (M + "patientCreate.tags",), (M + "patientUpdate.patient", "PatientInput.status"),
    (M + "patientUpdateMany.record", "PatientInput.status"), (M + "patientCreateMany.records", "PatientInput.status"), (M + "updatePatient.fields", "PatientInput.status"),
    (M + "updateOnePatient.patient", "PatientInput.status"), (M + "updatePatient.data", "Nested.updateMany", "VisitUpdateManyWithWhereWithoutPatientInput.data", "VisitInput.status"),
    (M + "upsertOnePatient.update", "Nested.upsert", "VisitUpsertWithWhereUniqueInput.create", "VisitInput.status"),
    (M + "insert_conditions.objects", "conditions_insert_input.code"), (M + "createCondition.input", "CreateConditionInput.condition", "ConditionInput.code"),
    (M + "updateCondition.condition", "ConditionInput.code"), (M + "update_conditions._set", "conditions_set_input.code"),
    (M + "createPatient.data", "PatientCreateInput.conditions", "ConditionCreateNestedManyWithoutPatientInput.create", "ConditionCreateInput.code"),
    (M + "insert_patients.objects", "patients_insert_input.conditions", "conditions_arr_rel_insert_input.data", "conditions_insert_input.code"),
    (M + "createPatient.data", "PatientCreateInput.doctor", "Nested.connectOrCreate", "DoctorCreateOrConnectWithoutPatientInput.create", "DoctorInput.name"),
]  # fmt: skip


@pytest.mark.parametrize("names", CHOOSES, ids=str)
def test_what_chooses_is_a_condition(names):
    assert is_condition(under(*names), "Mutation")


@pytest.mark.parametrize("names", WRITTEN, ids=str)
def test_what_is_written_is_none(names):
    assert not is_condition(under(*names), "Mutation")


def test_what_could_be_either_is_one():
    """Of an interface a value may stand under several names."""
    either = (frozenset({M + "updatePatient.data", M + "deletePatient.data"}),)

    assert is_condition(either, "Mutation")
    assert is_condition(under("Changes.updatePatient.data"), "Mutation")
    assert not is_condition(under("Changes.updatePatient.data"), "Changes")
