"""Findings as radiologists write them, made up for this test; none comes from a report."""

FINDINGS = (
    "The heart is normal in size. The lungs are clear. No pleural effusion or pneumothorax. "
    "No acute bony abnormality.",
    "Stable cardiomegaly with tortuous thoracic aorta. There is a new patchy opacity in the right lower "
    "lobe. Small right pleural effusion. Left lung is clear. Degenerative changes of the thoracic spine. "
    "Right internal jugular catheter with the tip in the superior vena cava.",
    "CT of the abdomen: 8 mm nonobstructing calculus in the lower pole of the left kidney. No "
    "hydronephrosis. Gallbladder is surgically absent. Hepatic steatosis. A 1.4 cm simple cyst in the "
    "upper pole of the right kidney, unchanged since 2019. Appendix is normal. No free fluid and no "
    "lymphadenopathy. Colonic diverticulosis without diverticulitis. Mild atherosclerotic calcification of "
    "the abdominal aorta.",
)
