"""DiagnosticReports of FHIR R4, https://hl7.org/fhir/R4/diagnosticreport.html."""
