/** The form that deletes what is ticked. It stands apart from the list, whose rows have forms of their own. */
export const DELETE_FORM_ID = 'delete-selected'
